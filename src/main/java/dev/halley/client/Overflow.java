package dev.halley.client;

/**
 * What happens when messages arrive faster than a subscriber requests them, and its buffer is full.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum Overflow {
    /**
     * Back-pressure: the client stops connecting, and reading from its WebSocket or stream, until half of the buffer is
     * free. Nothing is lost. Messages that have already arrived are kept, so the buffer may exceed its size by the
     * contents of one response. If the pause is longer than the server's {@code maxInterval}, the session is lost.
     */
    PAUSE,
    /** The client drops messages that do not fit, and reports their number to {@link ClientListener#dropped}. */
    DROP,
    /** After the contents of the buffer, the subscription ends with a {@link DroppedMessagesException}. */
    FAIL
}
