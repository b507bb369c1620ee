package dev.halley.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries packets to the server and brings back messages.
 *
 * <p>Thread-safety: thread-safe; never blocks.
 */
interface ClientTransport {

    TransportType type();

    /** Opens its connection; tells its receiver by {@code idle} when it is open. Does nothing if it is already. */
    void open();

    /** Sends it, opening a connection first where that is needed. */
    void send(RequestBatch batch);

    /** @return whether another packet should wait, to be merged with those that come meanwhile */
    boolean isBusy();

    /** The packet was not answered in time; nothing more will be told of it. */
    void cancel(RequestBatch batch);

    /** @param on false to leave on the connection what comes unasked */
    void reading(boolean on);

    /** Ends its connections; nothing more will be told. */
    void close();

    /** Makes transports. */
    interface Factory {

        ClientTransport create(TransportType type, Address address, Receiver receiver);
    }

    /** Is told what happens, on any thread. */
    interface Receiver {

        /** @param answered the packet whose answers these are, all of them; null if that is not known */
        void received(ClientTransport from, List<Message> messages, @Nullable RequestBatch answered);

        /** Something has come that shows that the server is there, though the packet is not answered yet. */
        default void alive(ClientTransport from, RequestBatch batch) {}

        /** @param sent whether the server may have got it */
        void failed(ClientTransport from, RequestBatch batch, Throwable cause, boolean sent);

        /** The connection is lost; what was sent over it will not be answered. The transport is of no more use. */
        void broken(ClientTransport from, Throwable cause);

        /** It has opened, or is not busy any more. */
        void idle(ClientTransport from);
    }
}
