package dev.halley.client;

/**
 * What becomes of messages that the application publishes while there is no session, or while its connects fail.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum OfflinePolicy {
    /** They wait, up to a number, and are sent in their order when the client is back. */
    QUEUE,
    /** They fail at once with {@link Outcome#NOT_SENT}. */
    FAIL
}
