package dev.halley.core.channel;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import org.jspecify.annotations.Nullable;

/** What a channel publishes by, on behalf of the server or of a session. */
@FunctionalInterface
public interface ChannelPublishing {

    /**
     * Publishes without asking anybody whether that may be done.
     *
     * @param from who publishes; null for the server itself
     * @param channel the message's
     * @return refused if a filter or a listener stopped it
     */
    PublishResult publish(@Nullable Subscriber from, ChannelId channel, ChannelMessage message);
}
