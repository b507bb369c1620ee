package dev.halley.spi;

import dev.halley.protocol.CloseReason;

/**
 * A way to one client, implemented by a transport: a WebSocket, the response to one HTTP request, or a stream.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface Connection {

    /**
     * The connect that came over a {@link Link.Kind#STREAM stream} is held: its response begins now, and batches follow, any number of
     * them. Called at most once, before all batches; if it is not, the one batch that comes is the response as a whole. Returns without
     * waiting for the network.
     */
    default void begin() {
        // Others begin with what they send.
    }

    /**
     * Sends one batch. The core never sends the next one before this one's completion was called, and sends no more
     * than one on a {@link Link.Kind#RESPONSE response} link. Returns without waiting for the network.
     *
     * @param completion called exactly once, on any thread, possibly before this method returns
     */
    void send(Batch batch, Completion completion);

    /** Closes it without sending anything more; does nothing the second time. Returns without waiting for the peer. */
    void close(CloseReason reason);

    /** @return false once it is closed or known to be broken */
    boolean isOpen();

    /** A send has not returned for a while: the core has given up the thread that is in it. Called by the timer; quick. */
    default void sendIsBlocked() {}

    /** Told how a send ended. It only changes state and schedules; it calls no user code. */
    interface Completion {

        void succeeded();

        /** The batch, or a part of it, may not have reached the client; the connection is of no more use. */
        void failed(Throwable cause);
    }
}
