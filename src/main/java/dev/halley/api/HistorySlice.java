package dev.halley.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive messages of a channel that keeps history, without a gap.
 *
 * <p>Thread-safety: immutable.
 *
 * @param entries the messages in the order of their offsets
 * @param missing why the messages after the requested position are not available, such as {@code evicted}, {@code
 *     expired}, {@code cleared} or {@code void}; then there are no entries. Empty if they are available
 * @param top the position of the newest message; if the last entry has another position, there is more to read
 * @param <T> the type to which the messages' data was bound
 * @since 0.1.0
 */
public record HistorySlice<T extends @Nullable Object>(
        List<HistoryEntry<T>> entries, Optional<String> missing, Position top) {

    /** Copies the list. */
    public HistorySlice {
        entries = List.copyOf(entries);
    }
}
