package dev.halley.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a channel that keeps history, one after the other without a gap.
 *
 * <p>Thread-safety: immutable.
 *
 * @param entries in the order of their offsets
 * @param missing why what follows the position that was asked for cannot be had, such as {@code evicted}, {@code expired}, {@code cleared} or
 *     {@code void}: then there are no entries; empty if it can
 * @param top where the newest message stands; there are more to read if the last entry is not the one
 * @param <T> what the messages' data was bound to
 * @since 0.1.0
 */
public record HistorySlice<T extends @Nullable Object>(
        List<HistoryEntry<T>> entries, Optional<String> missing, Position top) {

    /** Copies the list. */
    public HistorySlice {
        entries = List.copyOf(entries);
    }
}
