package dev.halley.transport.websocket;

import java.time.Duration;

/**
 * How long a client's silence is borne.
 *
 * <p>Thread-safety: immutable.
 */
final class Timeouts {

    /** Before the first message, and within a message. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Until one frame that we send has been taken. */
    static final Duration SEND = Duration.ofSeconds(30);

    /** Until our close frame is answered; then the connection is cut. */
    static final Duration CLOSE = Duration.ofSeconds(5);

    private Timeouts() {}
}
