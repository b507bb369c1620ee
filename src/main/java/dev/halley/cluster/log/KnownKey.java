package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.history.store.StoredEntry.Key;
import org.jspecify.annotations.Nullable;

/**
 * What a publish is known by, which stands apart from its entry: the entry may be gone (rule 3).
 *
 * <p>Thread-safety: immutable.
 *
 * @param id of the publish
 * @param key of the publisher; null if it gave none
 * @param position where the publish was stored first
 * @param at the offset of the stream's newest entry when the key was taken: keys are taken, and forgotten, in this order
 * @param millis of the entry; of the latest one if parts of the cluster stored the publish apart
 */
record KnownKey(PublishId id, @Nullable Key key, Position position, long at, long millis) {

    /** What a key takes besides its texts; an estimate. */
    private static final int OVERHEAD = 160;

    /** @return the same, taken at another offset, for an entry of another time */
    KnownKey at(long offset, long entryMillis) {
        return new KnownKey(id, key, position, offset, entryMillis);
    }

    /** @return its bytes, about */
    int size() {
        return OVERHEAD + (key == null ? 0 : key.id().length() + key.digest().length());
    }
}
