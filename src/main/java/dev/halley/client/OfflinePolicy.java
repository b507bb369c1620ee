package dev.halley.client;

/**
 * What happens to messages that the application publishes while there is no session, or while the client cannot
 * connect.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum OfflinePolicy {
    /**
     * They wait, at most {@link BayeuxClientBuilder#queueLimit} of them, and are sent in order when the client is
     * connected again.
     */
    QUEUE,
    /** They fail at once with {@link Outcome#NOT_SENT}. */
    FAIL
}
