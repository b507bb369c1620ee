package dev.halley.spi;

import dev.halley.api.Position;
import java.util.List;
import java.util.Locale;

/**
 * What was read of a channel's history, all of one moment.
 *
 * <p>Thread-safety: immutable.
 *
 * @param verdict whether the messages follow the position that was asked for without a gap; if not, there are none
 * @param messages in the order of their offsets, each with its position
 * @param available how many there were to read: more than there are messages if they were too many
 * @param before the position before the oldest message that can be read without a gap up to the top
 * @param top where the newest message stands, or would: the position of who has them all
 * @since 0.1.0
 */
public record HistoryPage(Verdict verdict, List<Publication> messages, int available, Position before, Position top) {

    /** Whether a position can be gone on from. */
    public enum Verdict {
        OK,
        /** Messages after it, or the whole history, made room for newer ones. */
        EVICTED,
        /** Messages after it were kept for as long as they were to be. */
        EXPIRED,
        /** Messages after it were cleared. */
        CLEARED,
        /** It is none of this history. */
        VOID,
        /** It is beyond the newest message. */
        AHEAD;

        /** @return as clients are told */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the list. */
    public HistoryPage {
        messages = List.copyOf(messages);
    }
}
