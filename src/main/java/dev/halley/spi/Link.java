package dev.halley.spi;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.List;

/**
 * The core's end of a {@link Connection}: takes what the client sent, and learns of the connection's end.
 *
 * <p>Thread-safety: {@link #receive} is called by one thread at a time; the others by any.
 *
 * @since 0.1.0
 */
public interface Link {

    /**
     * Handles the messages of one request or frame, on the calling thread; what is to be answered goes through the
     * connection, now or, for a connect that is held, later. May call user code, which may block.
     */
    void receive(List<Request> requests);

    /**
     * The connection cannot wait any longer, as when its container is about to end it: a connect that is held there is
     * answered before this returns, as at the end of its time. Does nothing if there is none.
     */
    void release();

    /** The connection has ended, or broke. Does nothing the second time. */
    void closed(CloseReason reason);

    /** How a transport's connections carry messages. */
    enum Kind {
        /** Carries one request, and one batch as its response. */
        RESPONSE,
        /** Carries requests and batches both ways at any time, and stays. */
        DUPLEX,
        /**
         * Carries one request, which is one connect, and as its response either one batch, or, from {@link Connection#begin} on, batches
         * for as long as the connect is held. The last one has the connect's reply; then the core closes the connection.
         */
        STREAM
    }
}
