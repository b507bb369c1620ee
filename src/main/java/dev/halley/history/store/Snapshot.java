package dev.halley.history.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file with all that is kept of some older ones, which may go then.
 *
 * <p>Thread-safety: for one thread; it only reads files that nobody writes any more.
 */
final class Snapshot {

    private final StoreDirectory directory;
    private final FileName name;
    private final List<LogFile> files;
    private final Kept kept;
    private final Map<Integer, Copied> streams = new HashMap<>();
    private final NodeKeys nodeKeys = new NodeKeys();

    /**
     * What is kept.
     *
     * @param run which wrote the last file; null if that is not known
     * @param starts who served together last
     * @param heads of all streams, behind the last record of the last file
     * @param oldestKey keys that are older are left out; in milliseconds since 1970
     */
    record Kept(LogRecord.@Nullable Opened run, List<NodeStart> starts, List<LogRecord.Head> heads, long oldestKey) {}

    /** A stream as it should be, and as far as it has been copied. */
    private record Copied(LogRecord.Head head, StreamState soFar) {

        boolean keeps(long offset) {
            return offset >= head.first() && offset < head.next();
        }

        /** @return whether the entry of a key is kept, by which it is known, too */
        boolean keepsEntryOf(NodeKey key) {
            return key.at() == key.position().offset() && keeps(key.at());
        }
    }

    /**
     * @param name of the file that is written
     * @param files what it stands for: all that the log has up to the last of them
     * @param kept of them
     */
    Snapshot(StoreDirectory directory, FileName name, List<LogFile> files, Kept kept) {
        this.directory = directory;
        this.name = name;
        this.files = List.copyOf(files);
        this.kept = kept;
    }

    /**
     * @param stopped whether it is not wanted any more
     * @return null if it was stopped
     */
    @Nullable LogFile write(BooleanSupplier stopped) throws IOException {
        long length;
        try (RecordWriter out = RecordWriter.begin(
                directory.create(name.temporary()),
                FileHeader.of(name, -1),
                ByteBuffer.allocate(RecordWriter.BUFFER))) {
            if (kept.run() != null) {
                out.add(kept.run());
            }
            for (NodeStart start : kept.starts()) {
                out.add(new LogRecord.Started(start));
            }
            addHeads(out);
            for (LogFile file : files) {
                file.read(directory, false, (logged, bytes) -> nodeKeys.learn(logged));
            }
            for (LogFile file : files) {
                if (stopped.getAsBoolean()) {
                    return null;
                }
                file.read(directory, true, (logged, bytes) -> copy(out, logged));
            }
            requireAll();
            addMarks(out);
            out.add(new LogRecord.End());
            out.flush();
            out.force();
            length = out.length();
        }
        directory.rename(name.temporary(), name.text());
        directory.force();
        return new LogFile(name, length);
    }

    private void addHeads(RecordWriter out) throws IOException {
        for (LogRecord.Head head : kept.heads()) {
            LogRecord.Head empty = head.withoutEntries();
            StreamState soFar = new StreamState(head.number(), head.channel());
            soFar.adopt(empty);
            streams.put(head.number(), new Copied(head, soFar));
            out.add(empty);
        }
    }

    private void copy(RecordWriter out, LogRecord logged) throws IOException {
        nodeKeys.follow(logged);
        if (logged instanceof LogRecord.Entry entry) {
            Copied stream = streams.get(entry.number());
            if (stream != null) {
                copyEntry(out, stream, entry);
            }
        } else if (logged instanceof LogRecord.Key key
                && streams.containsKey(key.number())
                && key.stored().time() > kept.oldestKey()) {
            out.add(key);
        } else if (logged instanceof LogRecord.KeyOfNode key) {
            Copied stream = streams.get(key.number());
            if (stream != null
                    && (stream.keepsEntryOf(key.stored())
                            || nodeKeys.marks(key.number()).keep(key.stored(), kept.oldestKey()))) {
                out.add(key);
            }
        }
    }

    private void copyEntry(RecordWriter out, Copied stream, LogRecord.Entry entry) throws IOException {
        if (stream.keeps(entry.offset())) {
            long first = stream.head().first();
            stream.soFar().requireNext(entry.offset(), first);
            stream.soFar().append(first, 1);
            out.add(entry.keepingFrom(first));
            return;
        }
        NodeKey ofNode = nodeKeys.keyOf(entry);
        LogRecord.Key key = entry.keyAlone();
        if (ofNode != null) {
            if (nodeKeys.marks(entry.number()).keep(ofNode, kept.oldestKey())) {
                out.add(new LogRecord.KeyOfNode(entry.number(), ofNode));
            }
        } else if (key != null && entry.time() > kept.oldestKey()) {
            out.add(key);
        }
    }

    private void addMarks(RecordWriter out) throws IOException {
        for (LogRecord.Head head : kept.heads()) {
            if (head.held() != null) {
                for (KeyMark mark : nodeKeys.marks(head.number()).all()) {
                    out.add(new LogRecord.Mark(head.number(), mark));
                }
            }
        }
    }

    private void requireAll() throws HistoryStoreException {
        for (Copied stream : streams.values()) {
            if (stream.soFar().next() != stream.head().next()) {
                throw new HistoryStoreException(
                        "The history's files lack entries of " + stream.soFar() + ", which should have "
                                + "those up to " + (stream.head().next() - 1) + ".");
            }
        }
    }
}
