package dev.halley.client;

import java.util.Map;

/**
 * The members of a channel at one moment.
 *
 * <p>Thread-safety: immutable.
 *
 * @param members by id; empty if the server only counts
 * @param count how many members there were
 * @param counted whether there were so many members that the server only counted them
 * @since 0.1.0
 */
public record PresenceSnapshot(Map<String, PresenceMember> members, long count, boolean counted) {

    /** Keeps a copy of the members. */
    public PresenceSnapshot {
        members = Map.copyOf(members);
    }
}
