package dev.halley.history.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a file of the log begins with: magic number, version, kind, number, length of the file before it, its own id, checksum. This part
 * is the same in all versions.
 *
 * <p>Thread-safety: immutable.
 *
 * @param version of the format
 * @param name what the file should be called
 * @param previousLength how long the segment before it is; -1 if there is none, or a snapshot
 * @param fileId random; goes into the checksums of the file's records, so that those of another file are not taken for its own
 */
record FileHeader(int version, FileName name, long previousLength, long fileId) {

    /** The version that this code writes. */
    static final int VERSION = 1;

    static final int LENGTH = 48;

    private static final long MAGIC = 0x48414C4C45594C47L;

    /** @return the header of a new file, with a random id */
    static FileHeader of(FileName name, long previousLength) {
        return new FileHeader(
                VERSION, name, previousLength, ThreadLocalRandom.current().nextLong());
    }

    void put(ByteBuffer into) {
        int start = into.position();
        into.putLong(MAGIC).putInt(version).putInt(name.snapshot() ? 1 : 0);
        into.putLong(name.number()).putLong(previousLength).putLong(fileId);
        into.putInt(0);
        into.putInt(checksum(into, start));
    }

    private static int checksum(ByteBuffer bytes, int start) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(start + LENGTH - Integer.BYTES).position(start));
        return (int) crc.getValue();
    }

    /**
     * @return null if it is damaged, or another file's
     * @throws HistoryStoreException if a newer version wrote it
     */
    static @Nullable FileHeader read(StoreFile file, FileName name) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, bytes.position()) < 0) {
                return null;
            }
        }
        bytes.flip();
        if (bytes.getLong(0) != MAGIC || bytes.getInt(LENGTH - Integer.BYTES) != checksum(bytes, 0)) {
            return null;
        }
        int version = bytes.getInt(Long.BYTES);
        if (version > VERSION) {
            throw new HistoryStoreException("The history's file " + name + " has version " + version
                    + " of the format, which a newer Halley has written; this one reads versions up to " + VERSION
                    + ".");
        }
        FileName inside = new FileName(bytes.getInt(12) == 1, bytes.getLong(16));
        boolean same = inside.snapshot() == name.snapshot() && inside.number() == name.number();
        return same ? new FileHeader(version, name, bytes.getLong(24), bytes.getLong(32)) : null;
    }
}
