package dev.halley.protocol;

/**
 * Where an event stands in its channel's history, as the last member of its {@code ext} says it to a client that asked.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epoch of its position
 * @param offset of its position
 * @param withEpoch whether the epoch is written: where it is another one than that of the message before
 * @param after offset of the last message before it that the client got or was told of, where it is not the one before; else -1
 */
public record HistoryTag(String epoch, long offset, boolean withEpoch, long after) {

    /** What most clients get: neither the epoch nor what was left out is written. */
    public HistoryTag(String epoch, long offset) {
        this(epoch, offset, false, -1);
    }

    public HistoryTag writingEpoch() {
        return new HistoryTag(epoch, offset, true, -1);
    }

    /** @param last what is between that offset and its own was left out on purpose */
    public HistoryTag after(long last) {
        return new HistoryTag(epoch, offset, withEpoch, last);
    }

    /** @return the offset that the client is to have before it */
    public long base() {
        return after < 0 ? offset - 1 : after;
    }
}
