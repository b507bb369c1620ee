package dev.halley.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The position of an event in its channel's history. A client that requested history finds it in the last member of
 * {@code ext}, a Salesforce client in {@code data.event.replayId}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param epoch the epoch of the position
 * @param offset the offset of the position
 * @param withEpoch whether the epoch is written: if it differs from that of the previous message
 * @param after the offset of the last message before it that the client received or was told of, if that is not the
 *     preceding one; otherwise -1
 * @param lost whether the client's previous position is void: messages may be missing, or be repeated
 * @param published when it was published, for a Salesforce client; null for one that requested history
 * @since 0.1.0
 */
public record HistoryTag(
        String epoch,
        long offset,
        boolean withEpoch,
        long after,
        boolean lost,
        @Nullable Instant published) {

    /** Creates the usual tag, which writes neither the epoch nor a gap. */
    public HistoryTag(String epoch, long offset) {
        this(epoch, offset, false, -1, false, null);
    }

    /** {@return the tag for Salesforce clients, of which only the offset and the date are written} */
    public static HistoryTag replay(String epoch, long offset, Instant published) {
        return new HistoryTag(epoch, offset, false, -1, false, published);
    }

    /** {@return the same tag, with the epoch written} */
    public HistoryTag writingEpoch() {
        return new HistoryTag(epoch, offset, true, -1, lost, published);
    }

    /**
     * {@return the same tag after a gap}
     *
     * @param last the messages between that offset and this one were skipped on purpose
     */
    public HistoryTag after(long last) {
        return new HistoryTag(epoch, offset, withEpoch, last, lost, published);
    }

    /** {@return the same tag, which declares the previous position void} */
    public HistoryTag sayingLost() {
        return new HistoryTag(epoch, offset, withEpoch, after, true, published);
    }

    /** {@return the offset that the client should have before this message} */
    public long base() {
        return after < 0 ? offset - 1 : after;
    }
}
