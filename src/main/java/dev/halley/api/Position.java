package dev.halley.api;

import org.jspecify.annotations.Nullable;

/**
 * Where a message stands among those of a channel that keeps history.
 *
 * <p>Two positions can be compared only if their epochs are the same.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epoch which run of the channel's history it is, opaque; empty for {@link #NONE}
 * @param offset one more for each message; 0 for {@link #NONE}
 * @since 0.1.0
 */
public record Position(String epoch, long offset) {

    /** What a channel without history gives. */
    public static final Position NONE = new Position("", 0);

    /** @throws IllegalArgumentException if the offset is negative */
    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("An offset is 0 or more; this was " + offset + ".");
        }
    }

    /** As a record's own, which would keep the class loader of the application. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position that && offset == that.offset && epoch.equals(that.epoch);
    }

    @Override
    public int hashCode() {
        return 31 * epoch.hashCode() + Long.hashCode(offset);
    }
}
