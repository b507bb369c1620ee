package dev.halley.client;

/**
 * Is told who comes to a channel and goes: true changes only, whatever happens to the connection. Called one call after the
 * other on a listener thread; it may block.
 *
 * <p>Thread-safety: of one presence, one call at a time.
 *
 * @since 0.1.0
 */
public interface PresenceListener {

    /** It was not there before. Not called for those who were there first, nor where the server only counts. */
    default void joined(PresenceMember member) {}

    /** It is there no more. */
    default void left(PresenceMember member) {}

    /** It was there before, with another number of sessions or another info. */
    default void updated(PresenceMember member, PresenceMember former) {}

    /** The first list has come, or all that came together has been told; called after the others, with who is there now. */
    default void changed(PresenceSnapshot now) {}
}
