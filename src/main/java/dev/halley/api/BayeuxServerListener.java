package dev.halley.api;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * A listener on the server: one or more of the kinds below. Called on the thread that handles the message, or by a
 * task where the server itself ends a session or removes a channel, outside all locks; what it throws is reported to the server's observer and harms nothing else, but for a channel's set-up.
 *
 * @since 0.1.0
 */
public sealed interface BayeuxServerListener {

    /** Sees sessions come and go: of each first that it is there, also where another listener ends it then. */
    non-sealed interface SessionListener extends BayeuxServerListener {

        /** The session is there, its handshake not yet answered. */
        default void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {}

        /** The session is gone, its subscriptions not yet taken away. */
        default void sessionRemoved(ServerSession session, CloseReason reason) {}
    }

    /** Sees channels come and go: of each name in the order in which they do, as with {@link SubscriptionListener}. */
    non-sealed interface ChannelListener extends BayeuxServerListener {

        /**
         * Before anybody else sees the channel; may set it up. If it throws, the channel does not come, and the message that
         * wanted it fails: an authorizer that was to be added may be missing.
         */
        default void configureChannel(ServerChannel channel) {}

        default void channelAdded(ServerChannel channel) {}

        default void channelRemoved(String channel) {}
    }

    /**
     * Sees subscriptions come and go, on all channels; after the channel's own listeners. It hears of a session's in the order in which
     * they come and go: what comes while listeners hear of another one is told after that, by the same thread.
     */
    non-sealed interface SubscriptionListener extends BayeuxServerListener {

        default void subscribed(ServerSession session, ServerChannel channel) {}

        default void unsubscribed(ServerSession session, ServerChannel channel) {}
    }

    /**
     * Sees members come and go, of all channels whose members are shown; after the channel's own listeners. Of a channel's members it
     * hears in the order in which they come and go. In a cluster a listener hears of the members at all nodes, each once, but of none that was
     * there when its node started.
     */
    non-sealed interface MemberListener extends BayeuxServerListener {

        /** A member has come: its first session is in the channel. */
        default void memberJoined(String channel, Member member) {}

        /** A member has gone: its last session has left. @param member as it was before that */
        default void memberLeft(String channel, Member member) {}
    }
}
