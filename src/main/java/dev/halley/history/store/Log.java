package dev.halley.history.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The log while it is written: what the streams are, and the segment that records are added to. After an {@link IOException} it must not
 * be used any more.
 *
 * <p>Thread-safety: for one thread, but for {@link #force}.
 */
final class Log implements Closeable {

    /** How many segments there may be beside twice of what is kept, before a snapshot is due. */
    private static final int SPARE_SEGMENTS = 4;

    private final StoreDirectory directory;
    private final SyncPolicy.Kind sync;
    private final long segmentBytes;
    private final LogState state;
    private final List<LogFile> files;
    private final LogRecord.Opened run;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(RecordWriter.BUFFER);
    private volatile RecordWriter segment;
    private final LongAdder entries = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder forces = new LongAdder();
    private @Nullable Mark mark;
    private boolean snapshotIsDue;

    /**
     * Begins a segment.
     *
     * @param files what there is already
     * @param run that writes it
     */
    Log(StoreDirectory directory, StoreOptions options, LogState state, List<LogFile> files, LogRecord.Opened run)
            throws IOException {
        this.directory = directory;
        this.sync = options.sync().kind();
        this.segmentBytes = options.segmentBytes();
        this.state = state;
        this.files = new ArrayList<>(files);
        this.run = run;
        this.segment = nextSegment();
        segment.add(run);
        segment.flush();
        segment.force();
        directory.force();
    }

    private RecordWriter nextSegment() throws IOException {
        LogFile last = files.isEmpty() ? null : files.get(files.size() - 1);
        FileName name = FileName.segment(last == null ? 1 : last.name().number() + 1);
        long previous = last == null || last.name().snapshot() ? -1 : last.length();
        return RecordWriter.begin(directory.create(name.text()), FileHeader.of(name, previous), buffer);
    }

    /** @param by says from now on how far the log goes */
    void mark(Mark by) throws IOException {
        mark = by;
        by.set(segment.name().number(), segment.length());
    }

    void begin(String channel, String epoch, long first, boolean complete) throws IOException {
        StreamState stream = state.of(channel);
        if (stream == null) {
            writeHead(state.create(channel, new Run(epoch, first, first - 1, true)));
            return;
        }
        Run run = new Run(epoch, first, stream.next() - 1, complete);
        stream.requireFollowing(run);
        writeHead(stream);
        segment.add(new LogRecord.Epoch(stream.number(), run));
        stream.begin(run);
    }

    void append(String channel, StoredEntry entry, long first, long keepMillis) throws IOException {
        StreamState stream = known(channel);
        long offset = entry.position().offset();
        stream.requireNext(offset, first);
        if (stream.doubtful() || !stream.epoch().equals(entry.position().epoch())) {
            throw new IllegalArgumentException("An epoch has to begin before " + entry.position() + " in " + stream);
        }
        StoredEntry.Key key = entry.key();
        LogRecord.Entry logged = new LogRecord.Entry(
                stream.number(),
                offset,
                first,
                Math.max(0, entry.time()),
                key == null ? null : new LogRecord.EntryKey(key, stream.epoch()),
                entry.data());
        if (RecordCodec.most(logged) > Frames.MAX_LENGTH) {
            throw new IllegalArgumentException("The entry " + entry.position() + " of " + channel + " is too long.");
        }
        if (stream.keepMillis() != keepMillis) {
            stream.keep(keepMillis);
            stream.headIsIn(-1);
        }
        writeHead(stream);
        int bytes = segment.add(logged);
        stream.append(first, bytes);
        entries.increment();
        bytesWritten.add(bytes);
    }

    void trim(String channel, TrimCause cause, long first) throws IOException {
        StreamState stream = known(channel);
        if (first > stream.next()) {
            throw new IllegalArgumentException("Nothing can be kept from " + first + " on in " + stream);
        }
        writeHead(stream);
        segment.add(new LogRecord.Trim(stream.number(), cause, first));
        stream.trim(cause, first);
    }

    void clear(String channel) throws IOException {
        trim(channel, TrimCause.CLEARED, known(channel).next());
    }

    void drop(String channel) throws IOException {
        StreamState stream = state.of(channel);
        if (stream != null) {
            state.drop(stream);
            segment.add(new LogRecord.Drop(stream.number()));
        }
    }

    private StreamState known(String channel) {
        StreamState stream = state.of(channel);
        if (stream == null) {
            throw new IllegalArgumentException("There is no stream of " + channel + ".");
        }
        return stream;
    }

    /** Makes sure that the segment has the head of the stream, whose record comes next. */
    private void writeHead(StreamState stream) throws IOException {
        if (segment.length() >= segmentBytes) {
            roll();
            snapshotIsDue = bytes() > 2 * liveBytes() + SPARE_SEGMENTS * segmentBytes;
        }
        long number = segment.name().number();
        if (!stream.hasHeadIn(number)) {
            segment.add(stream.head());
            stream.headIsIn(number);
        }
    }

    private void roll() throws IOException {
        segment.flush();
        if (sync != SyncPolicy.Kind.NEVER) {
            segment.force();
        }
        segment.close();
        files.add(new LogFile(segment.name(), segment.length()));
        segment = nextSegment();
        segment.add(run.goingOn());
        if (sync != SyncPolicy.Kind.NEVER) {
            directory.force();
        }
    }

    private long bytes() {
        return files.stream().mapToLong(LogFile::length).sum();
    }

    private long liveBytes() {
        return state.all().stream().mapToLong(StreamState::liveBytes).sum();
    }

    /** @return how many bytes wait to be written */
    int waiting() {
        return segment.waiting();
    }

    /** Writes what was added, and forces it if that is always done. */
    void commit() throws IOException {
        RecordWriter current = segment;
        current.flush();
        if (sync == SyncPolicy.Kind.ALWAYS) {
            current.force();
            forces.increment();
        }
        Mark by = mark;
        if (by != null) {
            by.set(current.name().number(), current.length());
        }
    }

    /** Forces what was committed. May be called by any thread. */
    void force() throws IOException {
        segment.force();
        forces.increment();
    }

    /** May be called by any thread. */
    StoreFigures figures() {
        return new StoreFigures(entries.sum(), bytesWritten.sum(), forces.sum());
    }

    /** @return whether the files have much that is not kept any more */
    boolean snapshotIsDue() {
        return snapshotIsDue;
    }

    /**
     * Begins a segment, so that all before it stays as it is.
     *
     * @param oldestKey in milliseconds since 1970
     * @return is to be written, by any thread, while this goes on
     */
    Snapshot beginSnapshot(long oldestKey) throws IOException {
        snapshotIsDue = false;
        roll();
        FileName name = FileName.snapshot(files.get(files.size() - 1).name().number());
        return new Snapshot(directory, name, files, new Snapshot.Kept(run.goingOn(), state.heads(), oldestKey));
    }

    /** Removes the files that a snapshot stands for. */
    void endSnapshot(LogFile snapshot) throws IOException {
        for (LogFile file : List.copyOf(files)) {
            if (file.name().number() <= snapshot.name().number()) {
                directory.delete(file.name().text());
                files.remove(0);
            }
        }
        files.add(0, snapshot);
    }

    /** Says that nothing is missing, and closes the files. */
    void finish() throws IOException {
        segment.add(new LogRecord.Closed());
        segment.flush();
        segment.force();
    }

    @Override
    public void close() throws IOException {
        Mark by = mark;
        if (by != null) {
            by.close();
        }
        segment.close();
    }
}
