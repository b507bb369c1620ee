package dev.halley.history.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A stream as the files have it when they are opened.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channel whose stream it is
 * @param lineage the runs of its epochs, oldest first; at least one
 * @param doubtful whether acknowledged entries after the last one may be missing. The next thing to do with such a stream is to begin an
 *     epoch that is not complete; its positions so far are void
 * @param trimmed the offset of the last entry that went for each cause; a cause of which nothing went is absent
 * @param entries without a gap but where a run begins that is not complete, oldest first
 * @param keys oldest first, those of the entries included
 * @param keep for how long its entries are kept; zero if there never was one
 * @param next the offset of its next entry, if the epoch does not change
 */
public record StoredStream(
        String channel,
        List<Run> lineage,
        boolean doubtful,
        Map<TrimCause, Long> trimmed,
        List<StoredEntry> entries,
        List<StoredKey> keys,
        Duration keep,
        long next) {}
