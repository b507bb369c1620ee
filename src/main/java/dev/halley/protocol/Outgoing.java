package dev.halley.protocol;

import dev.halley.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * A message that the server sends to a client: an event, or the reply to one of the client's messages.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public sealed interface Outgoing permits ChannelMessage, Reply {

    /** {@return the channel as it is sent over the wire} */
    String channel();

    /** {@return the id, or null} */
    @Nullable MessageId id();

    /** {@return the {@code ext}, or null} */
    @Nullable RawJson ext();

    /** {@return the same message with another {@code ext}} */
    Outgoing withExt(@Nullable RawJson ext);
}
