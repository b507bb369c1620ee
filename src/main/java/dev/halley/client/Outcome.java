package dev.halley.client;

/**
 * What the client knows about a message that failed.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum Outcome {
    /** The server answered with an error: it did not do what the message asks. */
    REFUSED,
    /** The message never left this client. */
    NOT_SENT,
    /** The message was sent and got no answer: the server may have handled it or not. */
    UNKNOWN
}
