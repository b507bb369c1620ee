package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.history.store.StoredEntry;
import dev.halley.spi.HistoryPage.Verdict;
import java.util.List;

/**
 * What was read of a stream; see {@link dev.halley.spi.HistoryPage}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param entries without keys
 */
public record LogPage(Verdict verdict, List<StoredEntry> entries, int available, Position before, Position top) {

    /** Copies the list. */
    public LogPage {
        entries = List.copyOf(entries);
    }
}
