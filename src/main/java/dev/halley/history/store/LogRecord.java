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
     * @param held null for a stream of a server that stands alone
     */
    record Head(
            int number,
            String channel,
            List<Run> lineage,
            long first,
            long next,
            long[] trimmed,
            long keepMillis,
            boolean doubtful,
            @Nullable Held held)
            implements LogRecord {

        /** @return what stands in a snapshot before its entries */
        Head withoutEntries() {
            return new Head(number, channel, lineage, first, first, trimmed, keepMillis, doubtful, held);
        }
    }

    /**
     * What is known besides of a stream that a node of a cluster holds.
     *
     * @param weight of how many members the view was in which it was served last; 0 if it never was
     * @param clearedMillis when it was cleared last, in milliseconds since 1970; 0 if never
     * @param copying whether it replaces another one, but is not complete
     */
    record Held(int weight, long clearedMillis, boolean copying) {

        /** What a stream begins with. */
        static final Held NEW = new Held(0, 0, false);
    }

    /**
     * A message.
     *
     * @param first the offset of the oldest entry that is kept from now on
     * @param key null if the publish has none; with the epoch of the entry
     * @param data empty if it was not asked for
     * @param origin null in a stream of a server that stands alone
     */
    record Entry(
            int number,
            long offset,
            long first,
            long time,
            @Nullable EntryKey key,
            byte[] data,
            @Nullable EntryOrigin origin)
            implements LogRecord {

        Entry keepingFrom(long oldest) {
            return new Entry(number, offset, oldest, time, key, data, origin);
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

    /** Who took the publish of an entry. @param answered up to which counter publishes of that node are answered */
    record EntryOrigin(NodeEntry.Origin origin, long answered) {}

    /** A stream goes on with another epoch. */
    record Epoch(int number, Run run) implements LogRecord {}

    /** The oldest entries of a stream have gone. @param first the offset of the oldest one that is kept */
    record Trim(int number, TrimCause cause, long first) implements LogRecord {}

    /** A stream is forgotten. */
    record Drop(int number) implements LogRecord {}

    /** A key whose entry has gone. Only in snapshots. */
    record Key(int number, StoredKey stored) implements LogRecord {}

    /** A key of a stream that a node of a cluster holds, whose entry is not there. */
    record KeyOfNode(int number, NodeKey stored) implements LogRecord {}

    /** Keys of such a stream are forgotten. */
    record Mark(int number, KeyMark mark) implements LogRecord {}

    /** A replica that was copied is complete, and replaces what there was of its channel. */
    record Copied(int number) implements LogRecord {}

    /** Nodes serve together. */
    record Started(NodeStart start) implements LogRecord {}

    /** A snapshot is complete. */
    record End() implements LogRecord {}

    /** A record of a type that is not known, and that may be passed over. */
    record Unknown() implements LogRecord {}
}
