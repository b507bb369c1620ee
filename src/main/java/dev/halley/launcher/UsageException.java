package dev.halley.launcher;

/**
 * Says which option of the command line was wrong and what is allowed, in a sentence for the person who typed it.
 *
 * <p>Thread-safety: immutable.
 */
final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
