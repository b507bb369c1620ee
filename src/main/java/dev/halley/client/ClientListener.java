package dev.halley.client;

import java.util.List;

/**
 * Receives changes of a client's state, its session, its traffic and its failures. The client calls its listeners in
 * order, on one of its listener threads, holding no locks. What a listener throws is logged.
 *
 * <p>Thread-safety: each client makes one call at a time.
 *
 * @since 0.1.0
 */
public interface ClientListener {

    /** The client's state has changed. */
    default void stateChanged(ClientState from, ClientState to) {}

    /**
     * The server has opened a session. The client renews its subscriptions by itself.
     *
     * @param reply the reply to the handshake
     */
    default void handshaken(Message reply) {}

    /** The server has confirmed this subscription again after a new handshake. */
    default void resubscribed(String channel) {}

    /** The server has refused this subscription after a new handshake; the subscription is gone. */
    default void subscriptionLost(String channel, BayeuxException why) {}

    /**
     * The server is about to send messages of a channel with history: those that the client missed, or those that the
     * application asked for with its first subscription.
     */
    default void recovered(Recovery recovery) {}

    /** Messages of a channel with history may be missing. The client continues after {@link Recovery#position}. */
    default void lost(Recovery recovery) {}

    /** The client is about to send these messages; extensions have already handled them. */
    default void sending(List<Message> messages) {}

    /** The client has received these messages; extensions have not handled them yet. */
    default void received(List<Message> messages) {}

    /** The transport failed, or the server refused a request. The client tries again if it may. */
    default void failed(Throwable cause) {}

    /** The server has answered a connect over another transport than before; the client continues with that one. */
    default void transportChanged(TransportType from, TransportType to, TransportReason reason) {}

    /**
     * A subscriber with {@link Overflow#DROP} was too slow for a channel.
     *
     * @param count how many messages the client has dropped since the last call for this subscriber
     */
    default void dropped(String channel, long count) {}
}
