package dev.halley.history.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a file, as far as they are what was written.
 *
 * <p>Thread-safety: not thread-safe.
 */
final class RecordReader {

    private static final int BUFFER = 256 << 10;

    /** How a file ends. */
    enum End {
        /** Behind a record. */
        WHOLE,
        /** In the middle of a record that is as it was written, as far as it is there. */
        SHORT,
        /** By a record that is not what was written. */
        DAMAGED
    }

    private final StoreFile file;
    private final long limit;
    private final Frames frames;
    private ByteBuffer buffer;
    /** Where in the file the buffer begins. */
    private long begin;

    private long valid = FileHeader.LENGTH;
    private int lastLength;
    private End end = End.WHOLE;

    /** @param limit up to where it is read */
    RecordReader(StoreFile file, FileHeader header, long limit) {
        this.file = file;
        this.limit = limit;
        this.frames = new Frames(header.fileId());
        this.begin = valid;
        this.buffer = ByteBuffer.allocate((int) Math.min(limit, BUFFER)).limit(0);
    }

    /** @return where the last record ends that was read */
    long position() {
        return valid;
    }

    /** @return how many bytes the last record takes in the file */
    int lastLength() {
        return lastLength;
    }

    /** @return how the file ends, when there was no next record */
    End end() {
        return end;
    }

    /**
     * @param withData whether the data of an entry is wanted
     * @return null if there is none any more
     */
    @Nullable LogRecord next(boolean withData) throws IOException {
        ByteBuffer body = nextBody();
        if (body == null) {
            return null;
        }
        try {
            LogRecord logged = RecordCodec.read(body, withData);
            valid += lastLength;
            return logged;
        } catch (RuntimeException e) {
            // Its checksum is right, but its content cannot be: there is nothing to make of it.
            end = End.DAMAGED;
            return null;
        }
    }

    private @Nullable ByteBuffer nextBody() throws IOException {
        long left = limit - valid;
        if (left == 0) {
            return null;
        }
        if (left < Frames.HEADER) {
            return endsAs(End.SHORT);
        }
        int at = fill(Frames.HEADER);
        int length = buffer.getInt(at);
        int checksum = buffer.getInt(at + 4);
        if (length < 1
                || length > Frames.MAX_LENGTH
                || buffer.getInt(at + 8) != frames.check(valid, length, checksum)) {
            return endsAs(End.DAMAGED);
        }
        lastLength = Frames.HEADER + length;
        if (left < lastLength) {
            return endsAs(End.SHORT);
        }
        at = fill(lastLength);
        ByteBuffer body = buffer.slice(at + Frames.HEADER, length);
        if (frames.checksum(body) != checksum) {
            return endsAs(End.DAMAGED);
        }
        return body.rewind();
    }

    private @Nullable ByteBuffer endsAs(End how) {
        end = how;
        return null;
    }

    /** Makes sure that so many bytes are in the buffer. @return where in the buffer they begin */
    private int fill(int bytes) throws IOException {
        int at = (int) (valid - begin);
        if (buffer.limit() - at >= bytes) {
            return at;
        }
        ByteBuffer rest = buffer.position(at);
        buffer = bytes > buffer.capacity() ? ByteBuffer.allocate(bytes).put(rest) : buffer.compact();
        begin = valid;
        while (buffer.position() < bytes && file.read(buffer, begin + buffer.position()) >= 0) {
            // Until there is enough; the file is as long as it said, or what is missing fails its checksum.
        }
        int there = buffer.position();
        buffer.clear().limit(Math.max(there, bytes));
        return 0;
    }
}
