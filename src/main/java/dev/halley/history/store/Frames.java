package dev.halley.history.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The 12 bytes before each record: its length, its checksum, and a checksum of these two, the file's id, and the record's place in the
 * file. So a damaged length is told from a file that ends too early, and a record at a wrong place is none.
 *
 * <p>Thread-safety: not thread-safe.
 */
final class Frames {

    static final int HEADER = 12;

    /** The longest record. */
    static final int MAX_LENGTH = 64 << 20;

    private final long fileId;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer place = ByteBuffer.allocate(24);

    Frames(long fileId) {
        this.fileId = fileId;
    }

    /** @param body stands at its end afterwards */
    int checksum(ByteBuffer body) {
        crc.reset();
        crc.update(body);
        return (int) crc.getValue();
    }

    int check(long position, int length, int checksum) {
        place.clear();
        place.putLong(fileId).putLong(position).putInt(length).putInt(checksum);
        place.flip();
        return checksum(place);
    }
}
