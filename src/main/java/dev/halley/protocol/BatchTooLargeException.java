package dev.halley.protocol;

/**
 * Says that one request held more messages than allowed.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class BatchTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param max how many messages one request may hold */
    public BatchTooLargeException(int max) {
        super("One request may hold at most " + max + " messages.");
    }
}
