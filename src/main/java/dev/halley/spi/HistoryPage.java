package dev.halley.spi;

import dev.halley.api.Position;
import java.util.List;
import java.util.Locale;

/**
 * The result of a read from a channel's history, consistent at one moment.
 *
 * <p>Thread-safety: immutable.
 *
 * @param verdict whether the messages follow the requested position without a gap; if not, the page has no messages
 * @param messages in the order of their offsets, each with its position
 * @param available how many messages there were to read; more than the page has if the limit was reached
 * @param before the position before the oldest message from which the history is complete up to the top
 * @param top the end of the history: the position of the newest message, if there is one; a reader that has reached it
 *     has all messages
 * @since 0.1.0
 */
public record HistoryPage(Verdict verdict, List<Publication> messages, int available, Position before, Position top) {

    /** Whether a reader can continue from the requested position. */
    public enum Verdict {
        /** It can. */
        OK,
        /** Messages after the position, or the whole history, were evicted in favour of newer ones. */
        EVICTED,
        /** Messages after the position have expired. */
        EXPIRED,
        /** Messages after the position were cleared. */
        CLEARED,
        /** The position does not belong to this history. */
        VOID,
        /** The position is after the newest message. */
        AHEAD;

        /** @return the reason as clients receive it */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the list. */
    public HistoryPage {
        messages = List.copyOf(messages);
    }
}
