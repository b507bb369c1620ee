package dev.halley.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: a random time between zero and a ceiling that doubles with each failure
 * ("full jitter"). So clients that lost their server together do not reconnect together.
 *
 * <p>Thread-safety: immutable.
 *
 * @param first the ceiling after the first failure; 500 ms in {@link #DEFAULT}
 * @param max the highest ceiling; 30 s in {@link #DEFAULT}
 * @param random gives numbers from 0 (inclusive) to 1 (exclusive)
 * @since 0.1.0
 */
public record BackOff(Duration first, Duration max, DoubleSupplier random) {

    /** Doubles from 500 ms to 30 s. */
    public static final BackOff DEFAULT = of(Duration.ofMillis(500), Duration.ofSeconds(30));

    private static final int MOST_DOUBLINGS = 30;

    /** @throws IllegalArgumentException if {@code first} is not positive or {@code max} is shorter */
    public BackOff {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "A back-off's first ceiling must be positive and at most the highest one; they are " + first
                            + " and " + max + ".");
        }
    }

    /**
     * Creates a back-off with a random source of its own.
     *
     * @param first the ceiling after the first failure
     * @param max the highest ceiling
     * @throws IllegalArgumentException if {@code first} is not positive or {@code max} is shorter
     */
    public static BackOff of(Duration first, Duration max) {
        return new BackOff(first, max, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Returns a random wait.
     *
     * @param failures how many attempts have failed in a row, at least 1
     * @return between zero and the ceiling after that many failures, in whole milliseconds
     */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long ceiling = doubled <= 0 ? max.toMillis() : Math.min(doubled, max.toMillis());
        return Duration.ofMillis((long) (random.getAsDouble() * ceiling));
    }
}
