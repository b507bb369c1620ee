package dev.halley.protocol;

/**
 * Carries the error of one message out of its reading; it never leaves this package.
 *
 * <p>Thread-safety: immutable.
 */
final class InvalidMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised: caught by the reader
    private final BayeuxError error;

    InvalidMessageException(BayeuxError error) {
        // Without a stack trace: it is the answer to bad input, not a fault of the program.
        super(error.wire(), null, false, false);
        this.error = error;
    }

    static InvalidMessageException field(Field field) {
        return new InvalidMessageException(BayeuxError.FIELD_INVALID.with(field.wire()));
    }

    BayeuxError error() {
        return error;
    }
}
