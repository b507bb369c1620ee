package dev.halley.history.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file of the log that is not written any more.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name what it is called
 * @param length up to where it is valid; 0 if its header is not
 */
record LogFile(FileName name, long length) {

    /** Takes a record that was read. */
    @FunctionalInterface
    interface Reading {
        void accept(LogRecord logged, int bytes) throws IOException;
    }

    /**
     * Reads all records again.
     *
     * @param withData whether the data of the entries is wanted
     * @throws HistoryStoreException if one cannot be read that could be before
     */
    void read(StoreDirectory directory, boolean withData, Reading reading) throws IOException {
        if (length == 0) {
            return;
        }
        try (StoreFile file = directory.open(name.text())) {
            FileHeader header = FileHeader.read(file, name);
            RecordReader records = header == null ? null : new RecordReader(file, header, length);
            while (records != null) {
                LogRecord logged = records.next(withData);
                if (logged == null) {
                    break;
                }
                reading.accept(logged, records.lastLength());
            }
            requireAll(records);
        }
    }

    private void requireAll(@Nullable RecordReader records) throws HistoryStoreException {
        if (records == null || records.position() != length) {
            throw new HistoryStoreException(
                    "The history's file " + name + " could be read before, and cannot be read any more"
                            + (records == null ? "." : " at byte " + records.position() + "."));
        }
    }
}
