package dev.halley.protocol;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is done with an event that a session's queue has no room for, and with those that wait: as its channel says, where that is something
 * else than to end the session. Shared by all who get the event.
 *
 * <p>Thread-safety: immutable, but for the counter, which is thread-safe.
 *
 * @param kind what is done
 * @param key of {@link Kind#LATEST}, which of the channel's events the newest one takes the place of; null for all
 * @param epoch of the event's position; empty without one
 * @param offset of the event's position; 0 without one
 * @param dropped counts the events of the channel that are dropped
 * @since 0.1.0
 */
public record OverflowTag(Kind kind, @Nullable String key, String epoch, long offset, LongAdder dropped) {

    /** What is done. */
    public enum Kind {
        /** The oldest that waits makes room. */
        DROP_OLDEST,
        /** What comes is dropped. */
        DROP_NEWEST,
        /** What comes takes the place of what waits, whether there is room or not. */
        LATEST,
        /** What comes is read from the channel's history, when there is room again. */
        CATCH_UP;

        private final String why;

        Kind() {
            why = "overflow, " + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** @return why such an event was dropped, as {@code ServerEvents.messageDropped} says it */
        public String why() {
            return why;
        }
    }

    /** One without a position. */
    public OverflowTag(Kind kind, @Nullable String key, LongAdder dropped) {
        this(kind, key, "", 0, dropped);
    }
}
