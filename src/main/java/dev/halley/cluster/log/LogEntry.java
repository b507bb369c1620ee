package dev.halley.cluster.log;

import dev.halley.history.store.StoredEntry.Key;
import org.jspecify.annotations.Nullable;

/**
 * A message of a stream. Its epoch is that of the run of the lineage in which its offset is.
 *
 * <p>Thread-safety: immutable, if nobody changes the data.
 *
 * @param offset one more than that of the entry before
 * @param millis when it was published, in milliseconds since 1970; of one stream none is before the one that stands before it
 * @param id what its publish is known by to the node that took it
 * @param key what the publisher knows it by; null if it gave no key
 * @param data the message, encoded; the log does not look inside
 */
record LogEntry(
        long offset, long millis, PublishId id, @Nullable Key key, byte[] data) {

    /** What an entry takes besides its texts; an estimate. */
    private static final int OVERHEAD = 120;

    /** @return the same elsewhere, and not before that time */
    LogEntry at(long newOffset, long notBefore) {
        return new LogEntry(newOffset, Math.max(millis, notBefore), id, key, data);
    }

    /** @return its bytes, about */
    int size() {
        return data.length
                + OVERHEAD
                + (key == null ? 0 : key.id().length() + key.digest().length());
    }
}
