package dev.halley.api;

import java.time.Duration;

/**
 * How much of what is published on a channel is kept, so that who comes late, or comes back, gets it: the newest messages, for a time.
 *
 * <p>Thread-safety: immutable.
 *
 * @param messages how many at most, from 1 to {@value #MAX_MESSAGES}; 0 for {@link #NONE} alone
 * @param time for how long at most, longer than zero and at most 366 days; zero for {@link #NONE} alone
 * @since 0.1.0
 */
public record HistoryPolicy(int messages, Duration time) {

    /** How many messages a channel may keep. */
    public static final int MAX_MESSAGES = 1_000_000;

    private static final Duration MAX_TIME = Duration.ofDays(366);

    /** Nothing is kept: for a channel of which a wider pattern says something else. */
    public static final HistoryPolicy NONE = new HistoryPolicy(0, Duration.ZERO);

    /** @throws IllegalArgumentException if one of them is out of its bounds */
    public HistoryPolicy {
        boolean none = messages == 0 && time.isZero();
        if (!none && (messages < 1 || messages > MAX_MESSAGES)) {
            throw new IllegalArgumentException(
                    "A history keeps from 1 to " + MAX_MESSAGES + " messages; this was to keep " + messages + ".");
        }
        if (!none && (time.isNegative() || time.isZero() || time.compareTo(MAX_TIME) > 0)) {
            throw new IllegalArgumentException(
                    "A history keeps messages for a time longer than zero, and at most 366 days; this was " + time
                            + ".");
        }
    }

    /** @return whether anything is kept */
    public boolean keeps() {
        return messages > 0;
    }
}
