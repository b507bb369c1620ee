package dev.halley.api;

import java.util.List;
import java.util.Optional;

/**
 * The members of a channel, if the channel shows them.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface ChannelPresence {

    /** {@return whether the channel shows its members} */
    boolean isOn();

    /**
     * {@return a snapshot of the members in the order in which they joined; empty if the channel does not show its
     * members. In a cluster it contains the members on all nodes that this node knows of}
     */
    List<Member> members();

    /** {@return the member with that id, or empty if it is not there} */
    default Optional<Member> member(String id) {
        return members().stream().filter(member -> member.id().equals(id)).findFirst();
    }
}
