package dev.halley.api;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Sees published messages after the policy and the authorizers have allowed them, and before all channel listeners,
 * whatever their patterns. It may replace or stop a message. All filters of a filter file together form one such
 * filter; most applications need no other.
 *
 * <p>Thread-safety: implementations must be thread-safe. The server calls them on the publishers' threads, outside all
 * locks.
 *
 * @since 0.1.0
 */
public interface MessageFilter {

    /**
     * Called first for each message, so that channels without filters cost almost nothing. Must not block or throw.
     *
     * @return whether {@link #filter} is to see messages of this channel
     */
    boolean concerns(ChannelId channel);

    /**
     * Examines a message. If it throws, the message fails: what could not be examined is not passed on.
     *
     * @param from the publisher; null for the server itself
     */
    Verdict<Request.Publish> filter(@Nullable ServerSession from, Request.Publish message);
}
