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
final class Log implements ReplicaWriter, Closeable {

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
    /** Whether something was written that must be forced whatever the policy. */
    private boolean mustForce;

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
        if (stream.doubtful() && complete) {
            throw new IllegalArgumentException(
                    "Entries of " + stream + " may be missing, so that its next epoch is not complete.");
        }
        begin(stream, run);
    }

    private void begin(StreamState stream, Run run) throws IOException {
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
                entry.data(),
                null);
        append(stream, logged, keepMillis);
    }

    private void append(StreamState stream, LogRecord.Entry logged, long keepMillis) throws IOException {
        if (RecordCodec.most(logged) > Frames.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "The entry " + logged.offset() + " of " + stream.channel() + " is too long.");
        }
        if (stream.keepMillis() != keepMillis) {
            stream.keep(keepMillis);
            stream.headIsIn(-1);
        }
        writeHead(stream);
        int bytes = segment.add(logged);
        stream.append(logged.first(), bytes);
        entries.increment();
        bytesWritten.add(bytes);
    }

    // --- replicas of a node

    @Override
    public void begin(String channel, Run run) throws IOException {
        StreamState stream = ofNode(channel);
        if (stream == null) {
            StreamState begun = state.create(channel, run);
            begun.hold(LogRecord.Held.NEW);
            writeHead(begun);
        } else {
            begin(stream, run);
        }
    }

    private @Nullable StreamState ofNode(String channel) {
        StreamState copy = state.copyOf(channel);
        return copy == null ? state.of(channel) : copy;
    }

    private StreamState known(String channel) {
        StreamState stream = ofNode(channel);
        if (stream == null) {
            throw noStream(channel);
        }
        return stream;
    }

    @Override
    public void append(String channel, NodeEntry entry, long first, long answered, long keepMillis) throws IOException {
        StreamState stream = known(channel);
        stream.requireNext(entry.offset(), first);
        StoredEntry.Key key = entry.key();
        LogRecord.Entry logged = new LogRecord.Entry(
                stream.number(),
                entry.offset(),
                first,
                Math.max(0, entry.millis()),
                key == null ? null : new LogRecord.EntryKey(key, stream.epoch()),
                entry.data(),
                new LogRecord.EntryOrigin(entry.origin(), answered));
        append(stream, logged, keepMillis);
    }

    @Override
    public void keys(String channel, List<NodeKey> keys) throws IOException {
        StreamState stream = known(channel);
        writeHead(stream);
        for (NodeKey key : keys) {
            segment.add(new LogRecord.KeyOfNode(stream.number(), key));
        }
    }

    @Override
    public void clear(String channel, Run next, long millis) throws IOException {
        StreamState stream = known(channel);
        trim(stream, TrimCause.CLEARED, stream.next());
        begin(stream, next);
        rewriteHead(
                stream,
                new LogRecord.Held(held(stream).weight(), millis, held(stream).copying()));
    }

    @Override
    public void served(String channel, int weight, List<KeyMark> marks) throws IOException {
        StreamState stream = known(channel);
        rewriteHead(
                stream,
                new LogRecord.Held(
                        weight, held(stream).clearedMillis(), held(stream).copying()));
        mark(stream, marks);
    }

    private static LogRecord.Held held(StreamState stream) {
        LogRecord.Held held = stream.held();
        return held == null ? LogRecord.Held.NEW : held;
    }

    private void rewriteHead(StreamState stream, LogRecord.Held held) throws IOException {
        stream.hold(held);
        stream.headIsIn(-1);
        writeHead(stream);
    }

    private void mark(StreamState stream, List<KeyMark> marks) throws IOException {
        for (KeyMark mark : marks) {
            segment.add(new LogRecord.Mark(stream.number(), mark));
        }
    }

    @Override
    public void beginCopy(String channel, NodeReplica replica) throws IOException {
        StreamState copy = state.beginCopy(channel, replica);
        writeHead(copy);
        mark(copy, replica.marks());
    }

    @Override
    public void endCopy(String channel) throws IOException {
        StreamState copy = state.copyOf(channel);
        if (copy == null) {
            throw new IllegalArgumentException("No copy of the stream of " + channel + " has begun.");
        }
        writeHead(copy);
        segment.add(new LogRecord.Copied(copy.number()));
        state.endCopy(copy);
    }

    @Override
    public void start(NodeStart start) throws IOException {
        state.start(start);
        segment.add(new LogRecord.Started(start));
        mustForce = true;
    }

    // --- streams of both kinds

    @Override
    public void trim(String channel, TrimCause cause, long first) throws IOException {
        trim(known(channel), cause, first);
    }

    private void trim(StreamState stream, TrimCause cause, long first) throws IOException {
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

    @Override
    public void drop(String channel) throws IOException {
        StreamState stream = state.of(channel);
        if (stream != null) {
            state.drop(stream);
            segment.add(new LogRecord.Drop(stream.number()));
        }
    }

    private static IllegalArgumentException noStream(String channel) {
        return new IllegalArgumentException("There is no stream of " + channel + ".");
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
        if (sync != SyncPolicy.Kind.NEVER || mustForce) {
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
        if (sync == SyncPolicy.Kind.ALWAYS || mustForce) {
            current.force();
            forces.increment();
            mustForce = false;
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
        return new Snapshot(
                directory, name, files, new Snapshot.Kept(run.goingOn(), state.starts(), state.heads(), oldestKey));
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
