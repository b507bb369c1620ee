package dev.halley.client;

/**
 * Ends a subscription with {@link Overflow#FAIL} whose subscriber was too slow; has the number of dropped messages.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public final class DroppedMessagesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long count;

    DroppedMessagesException(String channel, long count) {
        super(count + " messages on " + channel + " were dropped: the subscriber was too slow and its buffer full.");
        this.count = count;
    }

    /** @return how many messages were dropped, at least 1 */
    public long count() {
        return count;
    }
}
