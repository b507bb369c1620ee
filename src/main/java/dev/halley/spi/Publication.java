package dev.halley.spi;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to all subscribers.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel a broadcast or service channel, never a pattern
 * @param event what they get
 * @param publisher the id of the session that published; null for the server itself
 * @param toPublisher whether the publisher gets it, too, if it is subscribed
 * @param lazyTimeout how long it may wait when it is lazy; null for the transport's own
 */
public record Publication(
        ChannelId channel,
        ChannelMessage event,
        @Nullable String publisher,
        boolean toPublisher,
        @Nullable Duration lazyTimeout) {}
