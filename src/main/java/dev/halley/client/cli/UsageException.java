package dev.halley.client.cli;

/**
 * Says what is wrong on the command line or in what was read, and what is allowed there.
 *
 * <p>Thread-safety: immutable.
 */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message a sentence without its full stop */
    UsageException(String message) {
        super(message);
    }
}
