package dev.halley.api;

import java.time.Duration;

/**
 * How many messages a channel keeps, and for how long: always the newest ones. Clients that subscribe late or reconnect
 * receive them.
 *
 * <p>Thread-safety: immutable.
 *
 * @param messages the maximum number of messages, from 1 to {@value #MAX_MESSAGES}; 0 for {@link #NONE} only
 * @param time the maximum time for which a message is kept, longer than zero and at most 366 days; zero for {@link
 *     #NONE} only
 * @since 0.1.0
 */
public record HistoryPolicy(int messages, Duration time) {

    /** The maximum number of messages that a channel can be set to keep. */
    public static final int MAX_MESSAGES = 1_000_000;

    private static final Duration MAX_TIME = Duration.ofDays(366);

    /** Keeps nothing: for a channel that a wider pattern with another policy matches. */
    public static final HistoryPolicy NONE = new HistoryPolicy(0, Duration.ZERO);

    /** @throws IllegalArgumentException if a value is out of bounds */
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

    /** {@return whether anything is kept} */
    public boolean keeps() {
        return messages > 0;
    }
}
