package dev.halley.spi;

import dev.halley.protocol.CloseReason;

/**
 * A transport's connection to one client: a WebSocket, the response to one HTTP request, or a stream. Transports
 * implement it.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface Connection {

    /**
     * Begins the response of a {@link Link.Kind#STREAM stream}, because its connect is held; any number of batches
     * follow. The core calls it at most once, before all batches. If it does not call it, the only batch is the whole
     * response. Returns without waiting for the network.
     */
    default void begin() {
        // Others begin with what they send.
    }

    /**
     * Sends one batch. The core sends the next batch only after this one's completion was called, and no more than one
     * on a {@link Link.Kind#RESPONSE response} link. Returns without waiting for the network.
     *
     * @param completion called exactly once, on any thread, possibly before this method returns
     */
    void send(Batch batch, Completion completion);

    /**
     * Closes the connection without sending anything more; has no effect the second time. Returns without waiting for
     * the peer.
     */
    void close(CloseReason reason);

    /** @return false after the connection was closed, or is known to be broken */
    boolean isOpen();

    /**
     * Reports that a send has not returned for a while, and that the core has given up the thread that is in it. Called
     * by the timer, so it must be quick.
     */
    default void sendIsBlocked() {}

    /** Receives the result of a send. It only changes state and schedules tasks; it calls no user code. */
    interface Completion {

        /** The batch was sent. */
        void succeeded();

        /** The batch, or a part of it, may not have reached the client; the connection is unusable. */
        void failed(Throwable cause);
    }
}
