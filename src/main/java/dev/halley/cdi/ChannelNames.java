package dev.halley.cdi;

import dev.halley.protocol.ChannelId;
import java.util.Arrays;

/**
 * Looks at the names in {@link Channel}.
 *
 * <p>Thread-safety: stateless.
 */
final class ChannelNames {

    private ChannelNames() {}

    /**
     * @return the one channel to publish on
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static String toPublishOn(Channel channel) {
        if (channel.value().length != 1) {
            throw new IllegalArgumentException(
                    "@Channel names " + Arrays.toString(channel.value()) + ": a publisher is for exactly one channel.");
        }
        ChannelId id = legal(channel.value()[0]);
        if (!id.isBroadcast() || id.isWild() || id.isTemplate()) {
            throw new IllegalArgumentException("@Channel(\"" + id
                    + "\") names a meta or service channel, a pattern or a template. A publisher needs a"
                    + " broadcast channel, such as /news.");
        }
        return id.toString();
    }

    /** @throws IllegalArgumentException if nothing, or what is no channel or pattern, is named; the message says why */
    static void check(Channel channel) {
        if (channel.value().length == 0) {
            throw new IllegalArgumentException("@Channel names no channel or pattern; at least one is needed.");
        }
        for (String name : channel.value()) {
            if (legal(name).isMeta()) {
                throw new IllegalArgumentException("@Channel(\"" + name
                        + "\") names a meta channel, which has no listeners, authorizers or filters: use a"
                        + " BayeuxExtension to see what clients send there.");
            }
            if (legal(name).isTemplate()) {
                throw new IllegalArgumentException("@Channel(\"" + name + "\") names a template; a pattern such as "
                        + ChannelId.of(name).pattern() + " is needed.");
            }
        }
    }

    private static ChannelId legal(String name) {
        try {
            return ChannelId.of(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("@Channel(\"" + name + "\") is not legal: " + e.getMessage(), e);
        }
    }
}
