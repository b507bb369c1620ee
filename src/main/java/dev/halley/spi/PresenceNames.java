package dev.halley.spi;

import dev.halley.protocol.ChannelId;
import org.jspecify.annotations.Nullable;

/**
 * Which channels members are shown on: those below a prefix, each named as the channel whose members it shows.
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

    /** @return whether it is the prefix, or a channel or pattern below it */
    public boolean isReserved(ChannelId id) {
        return id.toString().startsWith(below) || id.equals(prefix);
    }

    /** @return whether it is a pattern that matches channels below the prefix, and others, too */
    public boolean reaches(ChannelId pattern) {
        // Only a deep one: what matches a single segment matches the prefix at most.
        return pattern.isDeepWild() && !isReserved(pattern) && pattern.matches(prefix);
    }

    /** @return the channel or pattern whose members it shows; null for the prefix itself, and for all that is not below it */
    public @Nullable ChannelId target(ChannelId id) {
        String name = id.toString();
        return name.startsWith(below) ? ChannelId.of(name.substring(below.length() - 1)) : null;
    }

    /** @return where the members of that channel are shown */
    public ChannelId shownOn(ChannelId channel) {
        return ChannelId.of(prefix.toString() + channel);
    }
}
