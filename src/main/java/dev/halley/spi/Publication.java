package dev.halley.spi;

import dev.halley.api.Position;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to all subscribers, in the form in which they get it: filters, listeners and the server's
 * extensions have already handled it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel a broadcast channel, never a pattern
 * @param message the message, lazy or not
 * @param position the position on a channel with history; {@link Position#NONE} until a broker has assigned one, and on
 *     all other channels
 * @param origin the publisher
 * @param hints how to deliver the message
 * @param retention how to store the message; null on a channel without history, and once it is stored
 * @param storedMillis when the message was stored, in milliseconds since 1970; never decreases along a channel's
 *     positions; 0 before it is stored
 * @since 0.1.0
 */
public record Publication(
        ChannelId channel,
        ChannelMessage message,
        Position position,
        Origin origin,
        DeliveryHints hints,
        @Nullable Retention retention,
        long storedMillis) {

    /** @throws IllegalArgumentException if the channel is a pattern, or not a broadcast channel */
    public Publication {
        if (!channel.isPlain() || !channel.isBroadcast()) {
            throw new IllegalArgumentException(
                    "The channel of a publication must be a broadcast channel and no pattern, not " + channel + ".");
        }
    }

    /** Creates a publication that is not stored. */
    public Publication(
            ChannelId channel, ChannelMessage message, Position position, Origin origin, DeliveryHints hints) {
        this(channel, message, position, origin, hints, null, 0);
    }

    /** @return a copy that is to be stored in this way */
    public Publication keeping(@Nullable Retention how) {
        return new Publication(channel, message, position, origin, hints, how, 0);
    }

    /**
     * Returns a copy that is stored.
     *
     * @param at its position
     * @param millis when it was stored, in milliseconds since 1970
     * @return a stored copy, without a retention
     */
    public Publication storedAt(Position at, long millis) {
        return new Publication(channel, message, at, origin, hints, null, millis);
    }
}
