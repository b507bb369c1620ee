package dev.halley.spi;

/**
 * What a connection can do, and how much of what waits goes over it together. One object may stand for all connections of a transport.
 *
 * <p>Thread-safety: immutable.
 *
 * @param maxBatchLength bytes, in UTF-8, of messages that are merged into one batch, at least 1; a message that is longer goes alone
 * @param maxBatchMessages messages that are merged into one batch; 0 for all that fit, which is all that a response allows
 * @param multiplexed whether the connection carries many requests at a time, such as HTTP/2, so that held connects take none away
 * @param mayHold whether a connect may be held; false where that would take a thread that is not to be had
 * @param mayAdopt whether a client may go on here with a session that was made over another connection
 * @since 0.1.0
 */
public record Traits(int maxBatchLength, int maxBatchMessages, boolean multiplexed, boolean mayHold, boolean mayAdopt) {

    /** @throws IllegalArgumentException if a limit is out of its range */
    public Traits {
        if (maxBatchLength < 1) {
            throw new IllegalArgumentException("maxBatchLength must be at least 1, not " + maxBatchLength + ".");
        }
        if (maxBatchMessages < 0) {
            throw new IllegalArgumentException("maxBatchMessages must be at least 0, not " + maxBatchMessages + ".");
        }
    }

    /** @return of a request with its one response, which may be held */
    public static Traits ofResponses(int maxBatchLength) {
        return new Traits(maxBatchLength, 0, false, true, true);
    }

    /** @return of a connection that stays and goes both ways */
    public static Traits ofDuplex(int maxBatchLength, int maxBatchMessages) {
        return new Traits(maxBatchLength, maxBatchMessages, true, true, true);
    }

    /** @return the same but for {@link #multiplexed()} */
    public Traits withMultiplexed(boolean isMultiplexed) {
        return isMultiplexed == multiplexed
                ? this
                : new Traits(maxBatchLength, maxBatchMessages, isMultiplexed, mayHold, mayAdopt);
    }

    /** @return the same but for {@link #mayHold()} */
    public Traits withMayHold(boolean maybe) {
        return maybe == mayHold ? this : new Traits(maxBatchLength, maxBatchMessages, multiplexed, maybe, mayAdopt);
    }

    /** @return the same but for {@link #mayAdopt()} */
    public Traits withMayAdopt(boolean maybe) {
        return maybe == mayAdopt ? this : new Traits(maxBatchLength, maxBatchMessages, multiplexed, mayHold, maybe);
    }
}
