package dev.halley.api;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;

/**
 * Sees what is published after policy and authorizers have allowed it, and before all listeners of channels, whatever their
 * patterns are. It may replace or stop a message. The filters of a filter file are one such filter; most applications need no
 * other.
 *
 * <p>Thread-safety: implementations are thread-safe; they are called on the publishers' threads, outside all locks.
 *
 * @since 0.1.0
 */
public interface MessageFilter {

    /**
     * Asked for each message first, so that channels that no filter is for cost next to nothing.
     *
     * @return whether {@link #filter} is to see messages of this channel; neither blocks nor throws
     */
    boolean concerns(ChannelId channel);

    /**
     * Looks at one message. A filter that throws fails the message: what could not be looked at is not passed on.
     *
     * @param from who publishes; null for the server itself
     */
    Verdict<Request.Publish> filter(@Nullable ServerSession from, Request.Publish message);
}
