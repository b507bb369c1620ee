package dev.halley.history.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes a file of the log: the header, then records, many at once.
 *
 * <p>Thread-safety: for one thread, but for {@link #force}.
 */
final class RecordWriter implements Closeable {

    /** Bytes that are gathered at most, but for a longer record. */
    static final int BUFFER = 256 << 10;

    private final FileName name;
    private final StoreFile file;
    private final Frames frames;
    private final ByteBuffer usual;
    private final ReentrantLock forcing = new ReentrantLock();
    private ByteBuffer buffer;
    private long flushed;
    private boolean closed;

    /** @param usual gathers the records; nobody else uses it as long as this is open */
    private RecordWriter(FileName name, StoreFile file, long fileId, ByteBuffer usual) {
        this.name = name;
        this.file = file;
        this.frames = new Frames(fileId);
        this.usual = usual;
        this.buffer = usual;
    }

    /** Begins a file. @param header has its name, which the file may get later */
    static RecordWriter begin(StoreFile file, FileHeader header, ByteBuffer buffer) throws IOException {
        RecordWriter writer = new RecordWriter(header.name(), file, header.fileId(), buffer.clear());
        header.put(buffer);
        writer.flush();
        return writer;
    }

    FileName name() {
        return name;
    }

    /** @return how long the file is, with what has not been written yet */
    long length() {
        return flushed + buffer.position();
    }

    /** @return how many bytes wait to be written */
    int waiting() {
        return buffer.position();
    }

    /**
     * Gathers a record, and writes others if there is no room for it.
     *
     * @return how many bytes it takes in the file
     */
    int add(LogRecord logged) throws IOException {
        makeRoom(Frames.HEADER + RecordCodec.most(logged));
        int start = buffer.position();
        int body = start + Frames.HEADER;
        buffer.position(body);
        RecordCodec.put(buffer, logged);
        int end = buffer.position();
        int checksum = frames.checksum(buffer.limit(end).position(body));
        int length = end - body;
        buffer.clear().position(start);
        buffer.putInt(length).putInt(checksum).putInt(frames.check(flushed + start, length, checksum));
        buffer.position(end);
        return end - start;
    }

    private void makeRoom(int bytes) throws IOException {
        if (bytes > buffer.remaining()) {
            flush();
        }
        if (bytes > buffer.remaining()) {
            buffer = ByteBuffer.allocate(bytes);
        }
    }

    /** Writes what was gathered. */
    void flush() throws IOException {
        buffer.flip();
        int length = buffer.remaining();
        file.write(buffer, flushed);
        flushed += length;
        buffer = usual.clear();
    }

    /** Forces what was written to the disk; does nothing once the file is closed. May be called by any thread. */
    void force() throws IOException {
        forcing.lock();
        try {
            if (!closed) {
                file.force();
            }
        } finally {
            forcing.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        forcing.lock();
        try {
            closed = true;
            file.close();
        } finally {
            forcing.unlock();
        }
    }
}
