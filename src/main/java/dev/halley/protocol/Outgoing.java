package dev.halley.protocol;

import dev.halley.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * What the server sends to a client: an event, or the reply to one of the client's messages.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public sealed interface Outgoing permits ChannelMessage, Reply {

    /** @return the channel as it goes over the wire */
    String channel();

    @Nullable MessageId id();

    @Nullable RawJson ext();

    Outgoing withExt(@Nullable RawJson ext);
}
