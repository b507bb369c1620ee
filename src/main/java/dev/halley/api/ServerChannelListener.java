package dev.halley.api;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * A listener on a channel or pattern: one or more of the kinds below. Called on the publisher's thread, outside all
 * locks, from the root's patterns down to the channel itself, after all filters; what it throws is reported to the server's
 * observer. A message listener that throws fails the message with {@code 500::internal_error}: what could not be looked at is not
 * passed on.
 *
 * @since 0.1.0
 */
public sealed interface ServerChannelListener {

    /** Sees what is published on the channel, and may replace or stop it. */
    @FunctionalInterface
    non-sealed interface MessageListener extends ServerChannelListener {

        /** @param from who published; null for the server itself */
        Verdict<Request.Publish> onMessage(@Nullable ServerSession from, Request.Publish message);

        /**
         * Says whether a remote call on that channel is this listener's to answer. Asked of listeners on service channels, and on
         * patterns below {@code /service}, when a client has marked a message as a remote call: one that none of them serves is
         * answered with {@code 404::service_unknown} at once.
         */
        default boolean serves(ChannelId channel) {
            return true;
        }
    }

    /** Sees subscriptions to this channel. */
    non-sealed interface SubscriptionListener extends ServerChannelListener {

        default void subscribed(ServerSession session, ServerChannel channel) {}

        default void unsubscribed(ServerSession session, ServerChannel channel) {}
    }

    /**
     * Sees the members of this channel come and go, where they are shown; on a pattern it sees nobody. In a cluster it sees those at all
     * nodes, each once, but none that was there when its node started.
     */
    non-sealed interface MemberListener extends ServerChannelListener {

        /** A member has come: its first session is in the channel. */
        default void memberJoined(ServerChannel channel, Member member) {}

        /** A member has gone: its last session has left. @param member as it was before that */
        default void memberLeft(ServerChannel channel, Member member) {}
    }

    /** Marks a listener that does not keep an otherwise unused channel from being swept. */
    interface Weak {}
}
