package dev.halley.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before another attempt: any time between nothing and a ceiling that doubles with each failure ("full
 * jitter"), so that many clients that lost their server at once do not come back at once.
 *
 * <p>Thread-safety: immutable.
 *
 * @param first the ceiling after the first failure; 500 ms by default
 * @param max the highest ceiling; 30 s by default
 * @param random gives numbers from 0 (inclusive) to 1 (exclusive)
 * @since 0.1.0
 */
public record BackOff(Duration first, Duration max, DoubleSupplier random) {

    /** From 500 ms to 30 s. */
    public static final BackOff DEFAULT = of(Duration.ofMillis(500), Duration.ofSeconds(30));

    private static final int MOST_DOUBLINGS = 30;

    /** @throws IllegalArgumentException if {@code first} is not positive or {@code max} is shorter */
    public BackOff {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "A back-off's first ceiling must be positive and not above the highest, not " + first + " and "
                            + max + ".");
        }
    }

    /** @throws IllegalArgumentException if {@code first} is not positive or {@code max} is shorter */
    public static BackOff of(Duration first, Duration max) {
        return new BackOff(first, max, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * @param failures how many attempts have failed in a row, at least 1
     * @return from zero to the ceiling after so many failures, in whole milliseconds
     */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long ceiling = doubled <= 0 ? max.toMillis() : Math.min(doubled, max.toMillis());
        return Duration.ofMillis((long) (random.getAsDouble() * ceiling));
    }
}
