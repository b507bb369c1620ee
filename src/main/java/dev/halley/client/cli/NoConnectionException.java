package dev.halley.client.cli;

/**
 * Says why there is no connection.
 *
 * <p>Thread-safety: immutable.
 */
final class NoConnectionException extends Exception {

    private static final long serialVersionUID = 1L;

    NoConnectionException(String message) {
        super(message);
    }
}
