package dev.halley.oort.core;

import dev.halley.spi.OwnedState.Key;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's part of something shared within its limits.
 *
 * <p>Thread-safety: confined to whoever changes the part.
 */
final class PartBounds {

    private final String title;
    private final SharedLimits limits;
    private int entries;
    private long bytes;

    /** @param title of what is shared, for what exceptions say */
    PartBounds(String title, SharedLimits limits) {
        this.title = title;
        this.limits = limits;
    }

    /**
     * @param before null if there is no such entry yet
     * @param others bytes that the parts of the other nodes have
     * @return by how many bytes the part grows
     * @throws IllegalStateException if a limit is passed by that; the message says which
     */
    int check(Key entry, byte @Nullable [] before, byte[] value, long others) {
        int grows = before == null ? entry.name().length() + value.length : value.length - before.length;
        if (before == null) {
            require(entries + 1, limits.partEntries(), "A node's part of the " + title, "entries");
        }
        if (grows > 0) {
            require(bytes + grows, limits.partBytes(), "A node's part of the " + title, "bytes");
            require(
                    bytes + grows + others,
                    limits.allBytes(),
                    "All nodes' parts of the " + title + " together",
                    "bytes");
        }
        return grows;
    }

    private static void require(long would, long most, String what, String unit) {
        if (would > most) {
            throw new IllegalStateException(
                    what + " may have at most " + most + " " + unit + "; with this entry it would be " + would + ".");
        }
    }

    void grown(int byEntries, int byBytes) {
        entries += byEntries;
        bytes += byBytes;
    }
}
