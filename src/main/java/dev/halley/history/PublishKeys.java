package dev.halley.history;

import dev.halley.api.Position;
import dev.halley.spi.PublishKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which publishes of one channel are known, for a time, and at most so many: the oldest go first. It has no clock: the
 * caller tells the time.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class PublishKeys {

    /** How many keys of one channel are known. */
    static final int MOST = 10_000;

    /** What a key takes besides its texts; an estimate. */
    private static final int OVERHEAD = 200;

    private final long ttl;
    private final Map<String, Known> all = new LinkedHashMap<>();
    private long bytes;

    /** @param ttl how long a key is known */
    PublishKeys(Duration ttl) {
        this.ttl = ttl.toNanos();
    }

    /** What a key stands for. */
    record Known(String digest, Position position, long nanos) {}

    @Nullable Known get(PublishKey key, long nanos) {
        forgetOld(nanos);
        return all.get(key.id());
    }

    void put(PublishKey key, Position position, long nanos) {
        put(key.id(), key.digest(), position, nanos);
    }

    /** @param id the key's, see {@link PublishKey#id} */
    void put(String id, String digest, Position position, long nanos) {
        forgetOld(nanos);
        if (all.size() >= MOST) {
            removeOldest();
        }
        all.put(id, new Known(digest, position, nanos));
        bytes += size(id, digest);
    }

    void forgetOld(long nanos) {
        while (!all.isEmpty() && nanos - all.values().iterator().next().nanos() >= ttl) {
            removeOldest();
        }
    }

    private void removeOldest() {
        Iterator<Map.Entry<String, Known>> oldest = all.entrySet().iterator();
        Map.Entry<String, Known> gone = oldest.next();
        bytes -= size(gone.getKey(), gone.getValue().digest());
        oldest.remove();
    }

    private static int size(String id, String digest) {
        return id.length() + digest.length() + OVERHEAD;
    }

    /** @return their bytes */
    long bytes() {
        return bytes;
    }
}
