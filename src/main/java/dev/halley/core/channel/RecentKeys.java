package dev.halley.core.channel;

import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

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

    private record Known(String digest, long nanos, CompletableFuture<Published> accepted) {}

    /** What a key turned out to be. */
    public enum Outcome {
        NEW,
        DUPLICATE,
        /** It is known with other data. */
        CONFLICT
    }

    /**
     * A publish that came with a key.
     *
     * @param accepted done when the first one with that key is accepted, or has failed; whoever brings a new one has to complete it
     */
    public record Added(Outcome outcome, CompletableFuture<Published> accepted) {}

    /** @param ttl how long a key is known */
    public RecentKeys(Duration ttl) {
        this.ttl = ttl.toNanos();
    }

    /** A publish comes with a key. @param nanos the time */
    public synchronized Added add(String channel, PublishKey key, long nanos) {
        for (Iterator<Known> oldest = all.values().iterator(); oldest.hasNext(); oldest.remove()) {
            if (nanos - oldest.next().nanos() < ttl) {
                break;
            }
        }
        Known known = all.get(id(channel, key));
        if (known != null) {
            Outcome outcome = known.digest().equals(key.digest()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
            return new Added(outcome, known.accepted());
        }
        if (all.size() >= MOST) {
            all.remove(all.keySet().iterator().next());
        }
        CompletableFuture<Published> accepted = new CompletableFuture<>();
        all.put(id(channel, key), new Known(key.digest(), nanos, accepted));
        return new Added(Outcome.NEW, accepted);
    }

    /** It has not been published after all. @param accepted of that publish, as the key may stand for another one by now */
    public synchronized void forget(String channel, PublishKey key, CompletableFuture<Published> accepted) {
        all.computeIfPresent(id(channel, key), (id, known) -> known.accepted() == accepted ? null : known);
    }

    private static String id(String channel, PublishKey key) {
        return channel + '\n' + key.key();
    }
}
