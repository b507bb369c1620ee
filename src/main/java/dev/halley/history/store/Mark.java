package dev.halley.history.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small file beside the log that says up to where it has been written and acknowledged, by which run, on which start of the machine. It
 * is written after each group of appends, into two places in turn, and is not forced: it tells the death of a process, after which all
 * that was written is there, from a power cut, after which it may not be.
 *
 * <p>Thread-safety: not thread-safe.
 */
final class Mark implements Closeable {

    private static final int LENGTH = 48;

    private final StoreFile file;
    private final long run;
    private final long machine;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH);
    private long count;

    /**
     * What a mark says.
     *
     * @param run which wrote it
     * @param machine the machine's start and the file that it was written on; 0 if unknown
     * @param segment up to which all is acknowledged
     * @param length of that segment
     */
    record Said(long count, long run, long machine, long segment, long length) {

        /** @return whether more was acknowledged than the log has */
        boolean isBeyond(long lastSegment, long lastLength) {
            return segment > lastSegment || segment == lastSegment && length > lastLength;
        }
    }

    private Mark(StoreFile file, long run, long machine) {
        this.file = file;
        this.run = run;
        this.machine = machine;
    }

    /**
     * Begins the marks of a run, in a new file, which takes the place of the old one.
     *
     * @param boot what tells one start of the machine from another; empty if nothing does
     */
    static Mark begin(StoreDirectory directory, long run, String boot) throws IOException {
        String temporary = FileName.MARK + ".tmp";
        StoreFile file = directory.create(temporary);
        Mark mark = new Mark(file, run, machine(directory, temporary, boot));
        mark.set(0, 0);
        file.force();
        directory.rename(temporary, FileName.MARK);
        directory.force();
        return mark;
    }

    private static long machine(StoreDirectory directory, String name, String boot) throws IOException {
        return boot.isEmpty() ? 0 : hash(boot + " " + directory.identity(name));
    }

    private static long hash(String text) {
        long hash = 1;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash == 0 ? 1 : hash;
    }

    /** Says that all is acknowledged up to there. */
    void set(long segment, long length) throws IOException {
        count++;
        bytes.clear();
        bytes.putLong(count).putLong(run).putLong(machine).putLong(segment).putLong(length);
        bytes.putLong(checksum(bytes.flip()));
        bytes.flip();
        file.write(bytes, (count & 1) * LENGTH);
    }

    /** Stands at the end afterwards, with the limit moved to the capacity. */
    private long checksum(ByteBuffer content) {
        crc.reset();
        crc.update(content);
        content.limit(LENGTH);
        return crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** What the mark of the last run says, and whether the machine has run since. */
    record Found(@Nullable Said said, boolean sameMachine) {}

    /** Reads what was said last. */
    static Found find(StoreDirectory directory, String boot) throws IOException {
        if (!directory.names().contains(FileName.MARK)) {
            return new Found(null, false);
        }
        try (StoreFile file = directory.open(FileName.MARK)) {
            Mark reader = new Mark(file, 0, machine(directory, FileName.MARK, boot));
            Said one = reader.read(0);
            Said other = reader.read(LENGTH);
            Said last = one == null || other != null && other.count() > one.count() ? other : one;
            return new Found(last, last != null && reader.machine != 0 && reader.machine == last.machine());
        }
    }

    private @Nullable Said read(long position) throws IOException {
        bytes.clear();
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                return null;
            }
        }
        bytes.flip().limit(LENGTH - Long.BYTES);
        long checksum = checksum(bytes);
        if (bytes.getLong() != checksum) {
            return null;
        }
        bytes.flip();
        return new Said(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
