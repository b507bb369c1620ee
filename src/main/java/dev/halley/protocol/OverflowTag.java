package dev.halley.protocol;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an event that a session's queue has no room for, and to those that are queued, if its channel's
 * overflow policy does not end the session. Shared by all receivers of the event.
 *
 * <p>Thread-safety: immutable, except for the counter, which is thread-safe.
 *
 * @param kind what happens to the event
 * @param key for {@link Kind#LATEST}, the group of the channel's events within which the newest one replaces the queued
 *     one; null for one group of all
 * @param epoch the epoch of the event's position; empty without one
 * @param offset the offset of the event's position; 0 without one
 * @param dropped counts the dropped events of the channel
 * @since 0.1.0
 */
public record OverflowTag(Kind kind, @Nullable String key, String epoch, long offset, LongAdder dropped) {

    /** What happens to the event. */
    public enum Kind {
        /** The oldest queued event makes room. */
        DROP_OLDEST,
        /** The new event is dropped. */
        DROP_NEWEST,
        /** The new event replaces the queued one, whether there is room or not. */
        LATEST,
        /** The new event is read from the channel's history when there is room again. */
        CATCH_UP;

        private final String why;

        Kind() {
            why = "overflow, " + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** {@return why such an event was dropped, as reported by {@code ServerEvents.messageDropped}} */
        public String why() {
            return why;
        }
    }

    /** Creates a tag without a position. */
    public OverflowTag(Kind kind, @Nullable String key, LongAdder dropped) {
        this(kind, key, "", 0, dropped);
    }
}
