package dev.halley.client;

/**
 * Receives the members that join and leave a channel: real changes only, even if the connection breaks in between. The
 * client makes one call at a time, on a listener thread, so a listener may block.
 *
 * <p>Thread-safety: each presence makes one call at a time.
 *
 * @since 0.1.0
 */
public interface PresenceListener {

    /** A member has joined. Not called for the members of the first list, nor if the server only counts. */
    default void joined(PresenceMember member) {}

    /** A member has left. */
    default void left(PresenceMember member) {}

    /**
     * A member now has another number of sessions, or another info.
     *
     * @param member the member now
     * @param former the member before
     */
    default void updated(PresenceMember member, PresenceMember former) {}

    /**
     * The first list has arrived, or a change; called after the other methods.
     *
     * @param now the current members
     */
    default void changed(PresenceSnapshot now) {}
}
