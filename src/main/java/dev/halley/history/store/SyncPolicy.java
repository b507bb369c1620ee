package dev.halley.history.store;

import java.time.Duration;

/**
 * When what was appended is forced to the disk, and so what an acknowledged append survives.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind always, now and then, or never
 * @param interval how long at most an append waits to be forced; zero unless the kind is {@link Kind#INTERVAL}
 */
public record SyncPolicy(Kind kind, Duration interval) {

    /** What an append survives from the moment it is acknowledged. */
    public enum Kind {
        /** A power cut: an append is acknowledged when it has been forced. */
        ALWAYS,
        /** The death of the process at once, a power cut after the interval. */
        INTERVAL,
        /** The death of the process; the operating system writes to the disk when it likes. */
        NEVER
    }

    /** @throws IllegalArgumentException if there is no interval where there must be one, or one where there must not */
    public SyncPolicy {
        if (interval.isNegative() || interval.isZero() == (kind == Kind.INTERVAL)) {
            throw new IllegalArgumentException(
                    "An interval longer than zero goes with INTERVAL, and only with it; this was " + kind + " with "
                            + interval + ".");
        }
    }

    /** @return the policy that forces each append before it is acknowledged */
    public static SyncPolicy always() {
        return new SyncPolicy(Kind.ALWAYS, Duration.ZERO);
    }

    /** @return the policy that forces what was appended after the interval at the latest */
    public static SyncPolicy every(Duration interval) {
        return new SyncPolicy(Kind.INTERVAL, interval);
    }

    /** @return the policy that leaves it to the operating system */
    public static SyncPolicy never() {
        return new SyncPolicy(Kind.NEVER, Duration.ZERO);
    }
}
