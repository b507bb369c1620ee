package dev.halley.api;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * A listener on a channel or pattern: one or more of the nested kinds. The server calls it on the publisher's thread,
 * outside all locks, after all filters, from the patterns at the root down to the channel itself. An exception is
 * reported to the server's observer. If a message listener throws, the message fails with {@code 500::internal_error}:
 * what could not be examined is not passed on.
 *
 * @since 0.1.0
 */
public sealed interface ServerChannelListener {

    /** Sees what is published on the channel, and may replace or stop it. */
    @FunctionalInterface
    non-sealed interface MessageListener extends ServerChannelListener {

        /**
         * Called for each message before the fan-out.
         *
         * @param from the publisher; null for the server itself
         */
        Verdict<Request.Publish> onMessage(@Nullable ServerSession from, Request.Publish message);

        /**
         * Tells whether this listener answers remote calls on a channel. The server asks the listeners on service
         * channels, and on patterns below {@code /service}, when a client has marked a message as a remote call. A call
         * that no listener serves is answered with {@code 404::service_unknown} at once.
         */
        default boolean serves(ChannelId channel) {
            return true;
        }
    }

    /** Sees subscriptions to this channel. */
    non-sealed interface SubscriptionListener extends ServerChannelListener {

        /** Called when a session has subscribed. */
        default void subscribed(ServerSession session, ServerChannel channel) {}

        /** Called when a session has unsubscribed. */
        default void unsubscribed(ServerSession session, ServerChannel channel) {}
    }

    /**
     * Sees the members of this channel come and go, if the channel shows them. On a pattern it is never called. In a
     * cluster it sees the members on all nodes, each once, but not those that were there before its node started.
     */
    non-sealed interface MemberListener extends ServerChannelListener {

        /** Called when a member's first session has subscribed to the channel. */
        default void memberJoined(ServerChannel channel, Member member) {}

        /**
         * Called when a member's last session has left the channel.
         *
         * @param member the member as it was before it left
         */
        default void memberLeft(ServerChannel channel, Member member) {}
    }

    /** Marks a listener that does not prevent the sweep of an otherwise unused channel. */
    interface Weak {}
}
