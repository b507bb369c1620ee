package dev.halley.protocol;

import dev.halley.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * What server code gives to be published or delivered, in any of its forms.
 *
 * <p>Thread-safety: stateless.
 */
public final class Payload {

    private Payload() {}

    /**
     * @param channel where it goes
     * @param payload a message for that channel, which stays as it is; {@link BinaryData}, which becomes what the extension
     *     {@code binary} of clients reads; or anything that {@link RawJson#from} takes
     * @return the message that goes there
     * @throws IllegalArgumentException if it is a message for another channel, or cannot be written as JSON
     */
    public static ChannelMessage toMessage(String channel, @Nullable Object payload) {
        if (payload instanceof ChannelMessage message) {
            if (!message.channel().equals(channel)) {
                throw new IllegalArgumentException("A message for " + message.channel() + " cannot be sent on "
                        + channel + ": make it for the channel that it is sent on.");
            }
            return message;
        }
        return payload instanceof BinaryData binary
                ? binary.toEvent(channel)
                : ChannelMessage.of(channel, RawJson.from(payload));
    }
}
