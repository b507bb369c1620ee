package dev.halley.client;

/**
 * What is known of a message that failed.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum Outcome {
    /** The server answered that it did not do it. */
    REFUSED,
    /** It never left this client. */
    NOT_SENT,
    /** It was sent, and no answer came: the server may have done it or not. */
    UNKNOWN
}
