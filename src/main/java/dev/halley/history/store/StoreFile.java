package dev.halley.history.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file of a {@link StoreDirectory}.
 *
 * <p>Thread-safety: one thread reads or writes at a time; {@link #force} may be called meanwhile.
 */
interface StoreFile extends Closeable {

    /** Writes all that remains in the buffer. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /** @return how many bytes it has read into the buffer; -1 at the end of the file */
    int read(ByteBuffer into, long position) throws IOException;

    long size() throws IOException;

    /** Forces to the disk what was written before the call. */
    void force() throws IOException;

    void truncate(long size) throws IOException;
}
