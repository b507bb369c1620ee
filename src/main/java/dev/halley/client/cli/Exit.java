package dev.halley.client.cli;

import dev.halley.client.Outcome;

/**
 * How the program ends, and with which exit code.
 *
 * <p>Thread-safety: immutable.
 */
enum Exit {
    /** All was done. */
    DONE(0),
    /** The server refused something, or something was not sent. */
    FAILED(1),
    /** The command line is wrong. */
    WRONG_USAGE(2),
    /** There was no connection in time, or the server ended it for good. */
    NO_CONNECTION(3),
    /** Something was sent, and no answer came: the server may have done it or not. */
    UNKNOWN(4);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Exit of(Outcome outcome) {
        return outcome == Outcome.UNKNOWN ? UNKNOWN : FAILED;
    }

    /** @return the one of the two that says more */
    Exit or(Exit other) {
        return code >= other.code ? this : other;
    }
}
