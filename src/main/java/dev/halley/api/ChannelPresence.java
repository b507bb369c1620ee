package dev.halley.api;

import java.util.List;
import java.util.Optional;

/**
 * Who is in a channel, where its members are shown.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface ChannelPresence {

    /** @return whether the members of the channel are shown */
    boolean isOn();

    /**
     * @return a snapshot, in the order in which they came; nobody, if the members of the channel are not shown. In a cluster those at all
     *     nodes, as far as this one has heard
     */
    List<Member> members();

    /** @return the member of that id, if it is there */
    default Optional<Member> member(String id) {
        return members().stream().filter(member -> member.id().equals(id)).findFirst();
    }
}
