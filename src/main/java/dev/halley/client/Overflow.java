package dev.halley.client;

/**
 * What happens when messages come faster than a subscriber asks for them, and its buffer is full.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum Overflow {
    /**
     * Nothing is lost: the client stops to connect, and to read from its WebSocket, until half of the buffer is free. What
     * had come already is kept, so that the buffer can become larger by what one response holds. A client that pauses for
     * longer than the server's {@code maxInterval} loses its session.
     */
    PAUSE,
    /** What does not fit is dropped, and {@link ClientListener#dropped} is told how many messages were. */
    DROP,
    /** The subscription ends with a {@link DroppedMessagesException} after what is in the buffer. */
    FAIL
}
