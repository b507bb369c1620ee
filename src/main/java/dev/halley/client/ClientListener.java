package dev.halley.client;

import java.util.List;

/**
 * Is told what becomes of a client. Called in order, one call after the other, on one of the client's listener threads,
 * outside all locks; what it throws is logged.
 *
 * <p>Thread-safety: of one client, one call at a time.
 *
 * @since 0.1.0
 */
public interface ClientListener {

    /** The client is in another state. */
    default void stateChanged(ClientState from, ClientState to) {}

    /** The server has given a session. The client subscribes by itself to what it was subscribed to. */
    default void handshaken(Message reply) {}

    /** After a new handshake the server has confirmed this subscription again. */
    default void resubscribed(String channel) {}

    /** After a new handshake the server has refused this subscription; it is gone. */
    default void subscriptionLost(String channel, BayeuxException why) {}

    /**
     * On a channel with history, the server sends now what the client has missed, or what the application has asked for at
     * its first subscription.
     */
    default void recovered(Recovery recovery) {}

    /** On a channel with history, messages may be missing. The client goes on behind the position that is told. */
    default void lost(Recovery recovery) {}

    /** Messages are about to go out, as the extensions have left them. */
    default void sending(List<Message> messages) {}

    /** Messages have come in, as the server has sent them. */
    default void received(List<Message> messages) {}

    /** The transport failed or the server refused; the client tries again if it may. */
    default void failed(Throwable cause) {}

    /** A connect was answered over another transport than before; the client goes on over that. */
    default void transportChanged(TransportType from, TransportType to, TransportReason reason) {}

    /** A subscriber was too slow: so many messages were dropped since this was told last. */
    default void dropped(String channel, long count) {}
}
