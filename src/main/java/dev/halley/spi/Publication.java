package dev.halley.spi;

import dev.halley.api.Position;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to all subscribers, as they get it: filters, listeners and the server's extensions have seen it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel a broadcast channel, never a pattern
 * @param message what they get; lazy or not
 * @param position where it stands on a channel that keeps history; {@link Position#NONE} until a broker has given it one, and
 *     on all other channels
 * @param origin who published
 * @param hints how it is to be delivered
 * @param retention how it is to be kept; null on a channel without history, and when it has been stored
 * @param storedMillis when it was stored, in milliseconds since 1970; of one channel none is before the one that stands before it; 0 until
 *     then
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

    /** @throws IllegalArgumentException if subscribers cannot get anything on that channel */
    public Publication {
        if (!channel.isPlain() || !channel.isBroadcast()) {
            throw new IllegalArgumentException(
                    "A publication is on a broadcast channel, and on no pattern; this was on " + channel + ".");
        }
    }

    /** One that is not to be kept. */
    public Publication(
            ChannelId channel, ChannelMessage message, Position position, Origin origin, DeliveryHints hints) {
        this(channel, message, position, origin, hints, null, 0);
    }

    /** @return the same, to be kept like that */
    public Publication keeping(@Nullable Retention how) {
        return new Publication(channel, message, position, origin, hints, how, 0);
    }

    /** @param millis since 1970. @return the same, stored at that position, then */
    public Publication storedAt(Position at, long millis) {
        return new Publication(channel, message, at, origin, hints, null, millis);
    }
}
