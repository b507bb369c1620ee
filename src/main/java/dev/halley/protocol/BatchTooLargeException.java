package dev.halley.protocol;

/**
 * Thrown when one request contains more messages than allowed.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class BatchTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param max the maximum number of messages of a request */
    public BatchTooLargeException(int max) {
        super("One request may hold at most " + max + " messages.");
    }
}
