package dev.halley.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends packets to the server and receives messages.
 *
 * <p>Thread-safety: thread-safe; never blocks.
 */
interface ClientTransport {

    TransportType type();

    /**
     * Opens its connection, and calls {@code idle} of its receiver when it is open. Has no effect if it is open
     * already.
     */
    void open();

    /** Sends a packet, after opening a connection if that is needed. */
    void send(RequestBatch batch);

    /** @return whether another packet should wait, to be merged with later ones */
    boolean isBusy();

    /** Gives up a packet that was not answered in time; the receiver hears nothing more of it. */
    void cancel(RequestBatch batch);

    /** @param on false to stop reading messages that the client did not ask for */
    void reading(boolean on);

    /** Closes its connections; the receiver hears nothing more. */
    void close();

    /** Creates transports. */
    interface Factory {

        ClientTransport create(TransportType type, Address address, Receiver receiver);
    }

    /** Receives the events of a transport, on any thread. */
    interface Receiver {

        /** @param answered the packet that these messages answer completely; null if that is unknown */
        void received(ClientTransport from, List<Message> messages, @Nullable RequestBatch answered);

        /** The server has shown a sign of life, although the packet is not answered yet. */
        default void alive(ClientTransport from, RequestBatch batch) {}

        /** @param sent whether the server may have received the packet */
        void failed(ClientTransport from, RequestBatch batch, Throwable cause, boolean sent);

        /** The connection is lost, and what was sent over it will not be answered. The transport is unusable. */
        void broken(ClientTransport from, Throwable cause);

        /** The transport has opened, or is not busy any more. */
        void idle(ClientTransport from);
    }
}
