package dev.halley.spi;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.List;

/**
 * The core's end of a {@link Connection}: takes the client's messages, and learns when the connection has ended.
 *
 * <p>Thread-safety: {@link #receive} is called by one thread at a time, the other methods by any.
 *
 * @since 0.1.0
 */
public interface Link {

    /**
     * Handles the messages of one request or frame, on the calling thread. Replies go through the connection: now, or,
     * to a connect that is held, later. May call user code, which may block.
     */
    void receive(List<Request> requests);

    /**
     * Reports that the connection cannot wait any longer, such as when its container is about to end it. If a connect
     * is held there, the core answers it before this method returns, as if its time were over. Otherwise has no effect.
     */
    void release();

    /** Reports that the connection has ended or broken. Has no effect the second time. */
    void closed(CloseReason reason);

    /** How the connections of a transport carry messages. */
    enum Kind {
        /** Carries one request, and one batch as its response. */
        RESPONSE,
        /** Carries requests and batches in both directions, and stays open. */
        DUPLEX,
        /**
         * Carries one request, which is one connect. The response is either one batch or, after
         * {@link Connection#begin}, batches for as long as the connect is held. The last batch has the reply to the
         * connect; then the core closes the connection.
         */
        STREAM
    }
}
