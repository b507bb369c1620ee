package dev.halley.client;

import java.util.Map;

/**
 * Who was on a channel at some moment.
 *
 * <p>Thread-safety: immutable.
 *
 * @param members by their ids; empty where the server only counts
 * @param count how many there were
 * @param counted whether there were so many that the server only counted them
 * @since 0.1.0
 */
public record PresenceSnapshot(Map<String, PresenceMember> members, long count, boolean counted) {

    /** Keeps a copy of the members. */
    public PresenceSnapshot {
        members = Map.copyOf(members);
    }
}
