package dev.halley.core.channel;

import dev.halley.spi.PublishKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of what one session has published on channels without history, for a time, and at most so many: the oldest go first.
 *
 * <p>Thread-safety: guarded by this.
 */
public final class RecentKeys {

    /** How many keys of one session are known. */
    public static final int MOST = 1_000;

    private final long ttl;
    private final Map<String, Known> all = new LinkedHashMap<>();

    private record Known(String digest, long nanos) {}

    /** What a key turned out to be. */
    public enum Outcome {
        NEW,
        DUPLICATE,
        /** It is known with other data. */
        CONFLICT
    }

    /** @param ttl how long a key is known */
    public RecentKeys(Duration ttl) {
        this.ttl = ttl.toNanos();
    }

    /** A publish comes with a key. @param nanos the time */
    public synchronized Outcome add(String channel, PublishKey key, long nanos) {
        for (Iterator<Known> oldest = all.values().iterator(); oldest.hasNext(); oldest.remove()) {
            if (nanos - oldest.next().nanos() < ttl) {
                break;
            }
        }
        Known known = all.get(id(channel, key));
        if (known != null) {
            return known.digest().equals(key.digest()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
        }
        if (all.size() >= MOST) {
            all.remove(all.keySet().iterator().next());
        }
        all.put(id(channel, key), new Known(key.digest(), nanos));
        return Outcome.NEW;
    }

    /** It has not been published after all. */
    public synchronized void forget(String channel, PublishKey key) {
        all.remove(id(channel, key));
    }

    private static String id(String channel, PublishKey key) {
        return channel + '\n' + key.key();
    }
}
