package dev.halley.benchmark;

import java.io.IOException;

/**
 * A server did something wrong: lost, doubled or refused a message, or closed a connection. What was measured is void.
 *
 * <p>Thread-safety: immutable.
 */
final class Fault extends IOException {

    private static final long serialVersionUID = 1;

    Fault(String what) {
        super(what);
    }
}
