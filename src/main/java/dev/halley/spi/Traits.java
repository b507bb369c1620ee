package dev.halley.spi;

/**
 * The capabilities of a connection, and how many messages it sends together. All connections of a transport may share
 * one object.
 *
 * <p>Thread-safety: immutable.
 *
 * @param maxBatchLength the maximum length of a batch, in bytes of UTF-8, at least 1; a longer message is sent alone
 * @param maxBatchMessages the maximum number of messages in a batch; 0 for all that fit, the only value allowed for a
 *     response
 * @param multiplexed whether the connection carries many requests at a time, such as HTTP/2, so that held connects do
 *     not use it up
 * @param mayHold whether the core may hold a connect; false if that would block a thread that is not available
 * @param mayAdopt whether a client may continue here with a session from another connection
 * @since 0.1.0
 */
public record Traits(int maxBatchLength, int maxBatchMessages, boolean multiplexed, boolean mayHold, boolean mayAdopt) {

    /** @throws IllegalArgumentException if {@code maxBatchLength} is below 1 or {@code maxBatchMessages} is below 0 */
    public Traits {
        if (maxBatchLength < 1) {
            throw new IllegalArgumentException("maxBatchLength must be at least 1, not " + maxBatchLength + ".");
        }
        if (maxBatchMessages < 0) {
            throw new IllegalArgumentException("maxBatchMessages must be at least 0, not " + maxBatchMessages + ".");
        }
    }

    /** @return the traits of a request with one response, whose connect may be held */
    public static Traits ofResponses(int maxBatchLength) {
        return new Traits(maxBatchLength, 0, false, true, true);
    }

    /** @return the traits of a connection that stays open and carries messages in both directions */
    public static Traits ofDuplex(int maxBatchLength, int maxBatchMessages) {
        return new Traits(maxBatchLength, maxBatchMessages, true, true, true);
    }

    /** @return a copy with this value of {@link #multiplexed()} */
    public Traits withMultiplexed(boolean isMultiplexed) {
        return isMultiplexed == multiplexed
                ? this
                : new Traits(maxBatchLength, maxBatchMessages, isMultiplexed, mayHold, mayAdopt);
    }

    /** @return a copy with this value of {@link #mayHold()} */
    public Traits withMayHold(boolean maybe) {
        return maybe == mayHold ? this : new Traits(maxBatchLength, maxBatchMessages, multiplexed, maybe, mayAdopt);
    }

    /** @return a copy with this value of {@link #mayAdopt()} */
    public Traits withMayAdopt(boolean maybe) {
        return maybe == mayAdopt ? this : new Traits(maxBatchLength, maxBatchMessages, multiplexed, mayHold, maybe);
    }
}
