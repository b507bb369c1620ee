package dev.halley.spi;

import dev.halley.protocol.ChannelId;
import org.jspecify.annotations.Nullable;

/**
 * Maps channels to the channels below a prefix that show their members: prefix and channel name together.
 *
 * <p>Thread-safety: immutable.
 */
public final class PresenceNames {

    private final ChannelId prefix;
    private final String below;

    /** @param prefix such as {@code /presence} */
    public PresenceNames(String prefix) {
        this.prefix = ChannelId.of(prefix);
        this.below = this.prefix + "/";
    }

    /** @return whether this is the prefix, or a channel or pattern below it */
    public boolean isReserved(ChannelId id) {
        return id.toString().startsWith(below) || id.equals(prefix);
    }

    /** @return whether this pattern matches channels below the prefix and also others */
    public boolean reaches(ChannelId pattern) {
        // Only a deep one: what matches a single segment matches the prefix at most.
        return pattern.isDeepWild() && !isReserved(pattern) && pattern.matches(prefix);
    }

    /**
     * @return the channel or pattern whose members this one shows; null for the prefix itself, and for all names that
     *     are not below it
     */
    public @Nullable ChannelId target(ChannelId id) {
        String name = id.toString();
        return name.startsWith(below) ? ChannelId.of(name.substring(below.length() - 1)) : null;
    }

    /** @return the channel that shows the members of that channel */
    public ChannelId shownOn(ChannelId channel) {
        return ChannelId.of(prefix.toString() + channel);
    }
}
