package dev.halley.client;

/**
 * Says how many messages a subscriber lost because it did not ask for them in time.
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
