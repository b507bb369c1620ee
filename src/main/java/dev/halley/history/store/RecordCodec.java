package dev.halley.history.store;

import dev.halley.api.Position;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes: the type, then the fields of the record. A later version may add types, and fields at the end. A type of which the
 * highest bit is set may be passed over by who does not know it; without one of the others, the log cannot be understood.
 *
 * <p>Thread-safety: has no state.
 */
final class RecordCodec {

    private static final byte OPENED = 1;
    private static final byte CLOSED = 2;
    private static final byte HEAD = 3;
    private static final byte ENTRY = 4;
    private static final byte EPOCH = 5;
    private static final byte TRIM = 6;
    private static final byte DROP = 7;
    private static final byte KEY = 8;
    private static final byte END = 9;
    private static final byte HELD_HEAD = 10;
    private static final byte HELD_ENTRY = 11;
    private static final byte HELD_KEY = 12;
    private static final byte MARK = 13;
    private static final byte COPIED = 14;
    private static final byte STARTED = 15;

    private static final byte[] NO_DATA = {};
    /** More than the numbers of any record take. */
    private static final int NUMBERS = 100;

    private static final TrimCause[] CAUSES = TrimCause.values();

    private RecordCodec() {}

    /** @return how many bytes it takes at most */
    static int most(LogRecord logged) {
        if (logged instanceof LogRecord.Entry entry) {
            LogRecord.EntryKey key = entry.key();
            LogRecord.EntryOrigin origin = entry.origin();
            return NUMBERS
                    + entry.data().length
                    + (key == null ? 0 : most(key.key(), key.epoch()))
                    + (origin == null ? 0 : Fields.most(origin.origin().node()));
        }
        if (logged instanceof LogRecord.Head head) {
            return NUMBERS
                    + Fields.most(head.channel())
                    + head.lineage().stream().mapToInt(RecordCodec::most).sum();
        }
        if (logged instanceof LogRecord.Epoch epoch) {
            return NUMBERS + most(epoch.run());
        }
        if (logged instanceof LogRecord.Key key) {
            return NUMBERS + most(key.stored().key(), key.stored().position().epoch());
        }
        return mostOfNode(logged);
    }

    private static int mostOfNode(LogRecord logged) {
        if (logged instanceof LogRecord.KeyOfNode key) {
            NodeKey stored = key.stored();
            return NUMBERS
                    + Fields.most(stored.origin().node())
                    + Fields.most(stored.position().epoch())
                    + (stored.key() == null ? 0 : most(stored.key(), ""));
        }
        if (logged instanceof LogRecord.Mark mark) {
            return NUMBERS + Fields.most(mark.mark().node());
        }
        if (logged instanceof LogRecord.Started started) {
            return NUMBERS
                    + started.start().names().stream().mapToInt(Fields::most).sum();
        }
        return NUMBERS;
    }

    private static int most(Run run) {
        return 20 + Fields.most(run.epoch());
    }

    private static int most(StoredEntry.Key key, String epoch) {
        return Fields.most(key.id()) + Fields.most(key.digest()) + Fields.most(epoch);
    }

    static void put(ByteBuffer into, LogRecord logged) {
        if (logged instanceof LogRecord.Entry entry) {
            putEntry(into, entry);
        } else if (logged instanceof LogRecord.Head head) {
            putHead(into, head);
        } else if (logged instanceof LogRecord.Key key) {
            putKey(into, key);
        } else if (logged instanceof LogRecord.Epoch epoch) {
            putNumbers(into, EPOCH, epoch.number());
            putRun(into, epoch.run());
        } else if (logged instanceof LogRecord.Trim trim) {
            putNumbers(into, TRIM, trim.number(), trim.cause().ordinal(), trim.first());
        } else if (logged instanceof LogRecord.Drop drop) {
            putNumbers(into, DROP, drop.number());
        } else if (logged instanceof LogRecord.Opened opened) {
            putNumbers(into, OPENED);
            into.putLong(opened.run());
            putFlags(into, opened.always(), opened.doubtful());
        } else if (logged instanceof LogRecord.Closed) {
            putNumbers(into, CLOSED);
        } else if (logged instanceof LogRecord.End) {
            putNumbers(into, END);
        } else {
            putOfNode(into, logged);
        }
    }

    private static void putOfNode(ByteBuffer into, LogRecord logged) {
        if (logged instanceof LogRecord.KeyOfNode key) {
            NodeKey stored = key.stored();
            putNumbers(into, HELD_KEY, key.number(), stored.at(), stored.millis());
            putOrigin(into, stored.origin());
            putFlags(into, stored.key() != null, false);
            if (stored.key() != null) {
                Fields.putText(into, stored.key().id());
                Fields.putText(into, stored.key().digest());
            }
            Fields.putNumber(into, stored.position().offset());
            Fields.putText(into, stored.position().epoch());
        } else if (logged instanceof LogRecord.Mark marked) {
            KeyMark mark = marked.mark();
            putNumbers(into, MARK, marked.number(), mark.answered(), mark.at(), mark.millis());
            Fields.putText(into, mark.node());
        } else if (logged instanceof LogRecord.Copied copied) {
            putNumbers(into, COPIED, copied.number());
        } else if (logged instanceof LogRecord.Started started) {
            NodeStart start = started.start();
            putNumbers(
                    into,
                    STARTED,
                    start.part(),
                    start.generation(),
                    start.names().size());
            start.names().forEach(name -> Fields.putText(into, name));
        }
    }

    private static void putOrigin(ByteBuffer into, NodeEntry.Origin origin) {
        Fields.putText(into, origin.node());
        Fields.putNumber(into, origin.counter());
    }

    private static void putNumbers(ByteBuffer into, byte type, long... numbers) {
        into.put(type);
        for (long number : numbers) {
            Fields.putNumber(into, number);
        }
    }

    private static void putFlags(ByteBuffer into, boolean first, boolean second) {
        into.put((byte) ((first ? 1 : 0) | (second ? 2 : 0)));
    }

    private static void putEntry(ByteBuffer into, LogRecord.Entry entry) {
        LogRecord.EntryOrigin origin = entry.origin();
        into.put(origin == null ? ENTRY : HELD_ENTRY);
        Fields.putNumber(into, entry.number());
        Fields.putNumber(into, entry.offset());
        Fields.putNumber(into, entry.offset() - entry.first());
        Fields.putNumber(into, entry.time());
        LogRecord.EntryKey key = entry.key();
        putFlags(into, key != null, false);
        if (key != null) {
            Fields.putText(into, key.key().id());
            Fields.putText(into, key.key().digest());
            Fields.putText(into, key.epoch());
        }
        if (origin != null) {
            putOrigin(into, origin.origin());
            Fields.putNumber(into, origin.answered());
        }
        into.put(entry.data());
    }

    private static void putHead(ByteBuffer into, LogRecord.Head head) {
        LogRecord.Held held = head.held();
        putNumbers(into, held == null ? HEAD : HELD_HEAD, head.number());
        Fields.putText(into, head.channel());
        putFlags(into, head.doubtful(), false);
        Fields.putNumber(into, head.first());
        Fields.putNumber(into, head.next());
        Fields.putNumber(into, head.keepMillis());
        for (long trimmed : head.trimmed()) {
            Fields.putNumber(into, trimmed);
        }
        Fields.putNumber(into, head.lineage().size());
        head.lineage().forEach(run -> putRun(into, run));
        if (held != null) {
            Fields.putNumber(into, held.weight());
            Fields.putNumber(into, held.clearedMillis());
            putFlags(into, held.copying(), false);
        }
    }

    private static void putRun(ByteBuffer into, Run run) {
        Fields.putText(into, run.epoch());
        Fields.putNumber(into, run.first());
        Fields.putNumber(into, run.after());
        putFlags(into, run.complete(), false);
    }

    private static void putKey(ByteBuffer into, LogRecord.Key key) {
        StoredKey stored = key.stored();
        putNumbers(into, KEY, key.number(), stored.position().offset(), stored.time());
        Fields.putText(into, stored.key().id());
        Fields.putText(into, stored.key().digest());
        Fields.putText(into, stored.position().epoch());
    }

    /**
     * @param withData whether the data of an entry is wanted
     * @throws RuntimeException if the bytes are no record
     * @throws HistoryStoreException if a newer version wrote it, and it may not be passed over
     */
    static LogRecord read(ByteBuffer from, boolean withData) throws HistoryStoreException {
        byte type = from.get();
        return switch (type) {
            case OPENED -> opened(from);
            case CLOSED -> new LogRecord.Closed();
            case HEAD, HELD_HEAD -> head(from, type == HELD_HEAD);
            case ENTRY, HELD_ENTRY -> entry(from, withData, type == HELD_ENTRY);
            case EPOCH -> new LogRecord.Epoch(Fields.small(from), run(from));
            case TRIM -> new LogRecord.Trim(Fields.small(from), CAUSES[Fields.small(from)], Fields.number(from));
            case DROP -> new LogRecord.Drop(Fields.small(from));
            case KEY -> key(from);
            case END -> new LogRecord.End();
            case HELD_KEY -> keyOfNode(from);
            case MARK -> mark(from);
            case COPIED -> new LogRecord.Copied(Fields.small(from));
            case STARTED -> started(from);
            default -> unknown(type);
        };
    }

    private static LogRecord unknown(byte type) throws HistoryStoreException {
        if (type < 0) {
            return new LogRecord.Unknown();
        }
        throw new HistoryStoreException("The history's files have records of type " + type
                + ", which a newer Halley has written, and which must not be passed over.");
    }

    private static LogRecord opened(ByteBuffer from) {
        long run = from.getLong();
        byte flags = from.get();
        return new LogRecord.Opened(run, (flags & 1) != 0, (flags & 2) != 0);
    }

    private static LogRecord head(ByteBuffer from, boolean isHeld) {
        int number = Fields.small(from);
        String channel = Fields.text(from);
        boolean doubtful = from.get() != 0;
        long first = Fields.number(from);
        long next = Fields.number(from);
        long keepMillis = Fields.number(from);
        long[] trimmed = new long[CAUSES.length];
        for (int i = 0; i < trimmed.length; i++) {
            trimmed[i] = Fields.number(from);
        }
        int runs = Fields.small(from);
        List<Run> lineage = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            lineage.add(run(from));
        }
        LogRecord.@Nullable Held held =
                isHeld ? new LogRecord.Held(Fields.small(from), Fields.number(from), from.get() != 0) : null;
        return new LogRecord.Head(
                number, channel, List.copyOf(lineage), first, next, trimmed, keepMillis, doubtful, held);
    }

    private static Run run(ByteBuffer from) {
        return new Run(Fields.text(from), Fields.number(from), Fields.number(from), from.get() != 0);
    }

    private static LogRecord entry(ByteBuffer from, boolean withData, boolean isHeld) {
        int number = Fields.small(from);
        long offset = Fields.number(from);
        long first = offset - Fields.number(from);
        long time = Fields.number(from);
        LogRecord.@Nullable EntryKey key =
                from.get() == 0 ? null : new LogRecord.EntryKey(keyOf(from), Fields.text(from));
        LogRecord.@Nullable EntryOrigin origin =
                isHeld ? new LogRecord.EntryOrigin(origin(from), Fields.number(from)) : null;
        byte[] data = withData ? Fields.bytes(from, from.remaining()) : NO_DATA;
        return new LogRecord.Entry(number, offset, first, time, key, data, origin);
    }

    private static NodeEntry.Origin origin(ByteBuffer from) {
        return new NodeEntry.Origin(Fields.text(from), Fields.number(from));
    }

    private static LogRecord keyOfNode(ByteBuffer from) {
        int number = Fields.small(from);
        long at = Fields.number(from);
        long millis = Fields.number(from);
        NodeEntry.Origin origin = origin(from);
        StoredEntry.@Nullable Key key = from.get() == 0 ? null : keyOf(from);
        long offset = Fields.number(from);
        Position position = new Position(Fields.text(from), offset);
        return new LogRecord.KeyOfNode(number, new NodeKey(origin, key, position, at, millis));
    }

    private static LogRecord mark(ByteBuffer from) {
        int number = Fields.small(from);
        long answered = Fields.number(from);
        long at = Fields.number(from);
        long millis = Fields.number(from);
        return new LogRecord.Mark(number, new KeyMark(Fields.text(from), answered, at, millis));
    }

    private static LogRecord started(ByteBuffer from) {
        int part = Fields.small(from);
        long generation = Fields.number(from);
        int count = Fields.small(from);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(Fields.text(from));
        }
        return new LogRecord.Started(new NodeStart(part, generation, names));
    }

    private static LogRecord key(ByteBuffer from) {
        int number = Fields.small(from);
        long offset = Fields.number(from);
        long time = Fields.number(from);
        StoredEntry.Key key = keyOf(from);
        return new LogRecord.Key(number, new StoredKey(key, new Position(Fields.text(from), offset), time));
    }

    private static StoredEntry.Key keyOf(ByteBuffer from) {
        return new StoredEntry.Key(Fields.text(from), Fields.text(from));
    }
}
