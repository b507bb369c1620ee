package dev.halley.history.store;

import dev.halley.api.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log. Streams are named by numbers, which their heads give them; each file has the head of a stream before all other
 * records of it, so that it can be read without the files before it.
 *
 * <p>Thread-safety: immutable.
 */
sealed interface LogRecord {

    /**
     * Which run of a server writes the file: its first record.
     *
     * @param run random; the same in all files of the run
     * @param always whether each append is forced before it is acknowledged
     * @param doubtful whether acknowledged entries of the run before may be missing; only in the first segment of a run
     */
    record Opened(long run, boolean always, boolean doubtful) implements LogRecord {

        /** @return what begins the further files of the run */
        Opened goingOn() {
            return new Opened(run, always, false);
        }
    }

    /** The server has stopped, and all that it acknowledged stands before. */
    record Closed() implements LogRecord {}

    /**
     * All about a stream but its entries and keys.
     *
     * @param first the offset of the oldest entry that is kept, or would be
     * @param next the offset of the next entry
     * @param trimmed the last offset that went, by the ordinal of the cause
     * @param keepMillis for how long its entries are kept
     * @param doubtful see {@link StoredStream#doubtful}
     */
    record Head(
            int number,
            String channel,
            List<Run> lineage,
            long first,
            long next,
            long[] trimmed,
            long keepMillis,
            boolean doubtful)
            implements LogRecord {

        /** @return what stands in a snapshot before its entries */
        Head withoutEntries() {
            return new Head(number, channel, lineage, first, first, trimmed, keepMillis, doubtful);
        }
    }

    /**
     * A message.
     *
     * @param first the offset of the oldest entry that is kept from now on
     * @param key null if the publish has none; with the epoch of the entry
     * @param data empty if it was not asked for
     */
    record Entry(
            int number,
            long offset,
            long first,
            long time,
            @Nullable EntryKey key,
            byte[] data) implements LogRecord {

        Entry keepingFrom(long oldest) {
            return new Entry(number, offset, oldest, time, key, data);
        }

        /** @return what is kept of it when only its key is; null if it has none */
        @Nullable Key keyAlone() {
            return key == null
                    ? null
                    : new Key(number, new StoredKey(key.key(), new Position(key.epoch(), offset), time));
        }
    }

    /** The key of an entry. */
    record EntryKey(StoredEntry.Key key, String epoch) {}

    /** A stream goes on with another epoch. */
    record Epoch(int number, Run run) implements LogRecord {}

    /** The oldest entries of a stream have gone. @param first the offset of the oldest one that is kept */
    record Trim(int number, TrimCause cause, long first) implements LogRecord {}

    /** A stream is forgotten. */
    record Drop(int number) implements LogRecord {}

    /** A key whose entry has gone. Only in snapshots. */
    record Key(int number, StoredKey stored) implements LogRecord {}

    /** A snapshot is complete. */
    record End() implements LogRecord {}

    /** A record of a type that is not known, and that may be passed over. */
    record Unknown() implements LogRecord {}
}
