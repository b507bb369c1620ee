package dev.halley.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an event stands in its channel's history: to a client that asked for history the last member of {@code ext} says it, to one of
 * Salesforce's {@code data.event.replayId}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epoch of its position
 * @param offset of its position
 * @param withEpoch whether the epoch is written: where it is another one than that of the message before
 * @param after offset of the last message before it that the client got or was told of, where it is not the one before; else -1
 * @param lost whether the position that the client had before it is void: something may be missing, or come again
 * @param published when, for a client of Salesforce's; null for one that asked for history
 * @since 0.1.0
 */
public record HistoryTag(
        String epoch,
        long offset,
        boolean withEpoch,
        long after,
        boolean lost,
        @Nullable Instant published) {

    /** What most clients get: neither the epoch nor what was left out is written. */
    public HistoryTag(String epoch, long offset) {
        this(epoch, offset, false, -1, false, null);
    }

    /** @return what clients of Salesforce's get: of it the offset alone is written, and the date */
    public static HistoryTag replay(String epoch, long offset, Instant published) {
        return new HistoryTag(epoch, offset, false, -1, false, published);
    }

    public HistoryTag writingEpoch() {
        return new HistoryTag(epoch, offset, true, -1, lost, published);
    }

    /** @param last what is between that offset and its own was left out on purpose */
    public HistoryTag after(long last) {
        return new HistoryTag(epoch, offset, withEpoch, last, lost, published);
    }

    /** @return the same, but that the position before it is void */
    public HistoryTag sayingLost() {
        return new HistoryTag(epoch, offset, withEpoch, after, true, published);
    }

    /** @return the offset that the client is to have before it */
    public long base() {
        return after < 0 ? offset - 1 : after;
    }
}
