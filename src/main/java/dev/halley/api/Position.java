package dev.halley.api;

import org.jspecify.annotations.Nullable;

/**
 * The position of a message among those of a channel that keeps history.
 *
 * <p>Two positions can be compared only if they have the same epoch.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epoch identifies the run of the channel's history, opaque; empty for {@link #NONE}
 * @param offset grows by one with each message; 0 for {@link #NONE}
 * @since 0.1.0
 */
public record Position(String epoch, long offset) {

    /** The position on a channel without history. */
    public static final Position NONE = new Position("", 0);

    /** @throws IllegalArgumentException if the offset is negative */
    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("An offset is 0 or more; this was " + offset + ".");
        }
    }

    /** Equals a record's own implementation, which would keep the application's class loader in memory. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Position that && offset == that.offset && epoch.equals(that.epoch);
    }

    @Override
    public int hashCode() {
        return 31 * epoch.hashCode() + Long.hashCode(offset);
    }
}
