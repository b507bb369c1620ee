package dev.halley.core.publish;

import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelMessage;
import org.jspecify.annotations.Nullable;

/** The server's extensions, as far as they see what is published: once for all its subscribers, before the broker. */
@FunctionalInterface
public interface OutgoingExtensions {

    /**
     * @param from who publishes; null for the server itself
     * @return what goes on; null if nothing does
     */
    @Nullable ChannelMessage published(@Nullable ServerSession from, ChannelMessage message);
}
