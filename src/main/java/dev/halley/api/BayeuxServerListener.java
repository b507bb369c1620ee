package dev.halley.api;

import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * A listener on the server: one or more of the nested kinds. The server calls it outside all locks, on the thread that
 * handles the message, or on a worker when the server itself ends a session or removes a channel. An exception is
 * reported to the server's observer and affects nothing else, except when a listener sets up a channel.
 *
 * @since 0.1.0
 */
public sealed interface BayeuxServerListener {

    /**
     * Sees sessions come and go. For each session it sees {@link #sessionAdded} first, even if another listener ends
     * the session at that point.
     */
    non-sealed interface SessionListener extends BayeuxServerListener {

        /** Called when a session exists and its handshake has not been answered yet. */
        default void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {}

        /** Called when a session has ended and its subscriptions have not been removed yet. */
        default void sessionRemoved(ServerSession session, CloseReason reason) {}
    }

    /**
     * Sees channels come and go; for each name in the order in which this happens, as with {@link
     * SubscriptionListener}.
     */
    non-sealed interface ChannelListener extends BayeuxServerListener {

        /**
         * Called before anybody else sees the channel, so that the listener can set it up. If it throws, the channel is
         * not created and the message that needed it fails, because an authorizer that should have been added may be
         * missing.
         */
        default void configureChannel(ServerChannel channel) {}

        /** Called when a channel has been created. */
        default void channelAdded(ServerChannel channel) {}

        /** Called when a channel has been removed. */
        default void channelRemoved(String channel) {}
    }

    /**
     * Sees subscriptions come and go on all channels, after the channel's own listeners. It sees those of one session
     * in the order in which they come and go: a change that happens while listeners are called for another one is
     * reported after that, by the same thread.
     */
    non-sealed interface SubscriptionListener extends BayeuxServerListener {

        /** Called when a session has subscribed to a channel or pattern. */
        default void subscribed(ServerSession session, ServerChannel channel) {}

        /** Called when a session has unsubscribed from a channel or pattern. */
        default void unsubscribed(ServerSession session, ServerChannel channel) {}
    }

    /**
     * Sees members come and go on all channels that show their members, after the channel's own listeners. It sees the
     * members of one channel in the order in which they come and go. In a cluster it sees the members on all nodes,
     * each once, but not those that were there before its node started.
     */
    non-sealed interface MemberListener extends BayeuxServerListener {

        /** Called when a member's first session has subscribed to the channel. */
        default void memberJoined(String channel, Member member) {}

        /**
         * Called when a member's last session has left the channel.
         *
         * @param member the member as it was before it left
         */
        default void memberLeft(String channel, Member member) {}
    }
}
