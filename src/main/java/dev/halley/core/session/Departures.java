package dev.halley.core.session;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that their clients have ended a moment ago. A connect of theirs may be on its way yet, over another connection: had it
 * come before the disconnect, it would have been answered successfully, with the advice to stop. So it is, once.
 *
 * <p>CometD's Java client that is told to shake hands then does so although it has begun to make a session already; the second
 * handshake's cookie takes the place of the first one's, and the session is not known any more.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Departures {

    /** How long a connect may be on its way. */
    private static final long NANOS = Duration.ofSeconds(10).toNanos();

    /** More leave nothing behind: their late connects are told to shake hands, as those of unknown sessions are. */
    static final int MOST = 10_000;

    private final Map<String, Long> since = new ConcurrentHashMap<>();

    public void left(String id, long now) {
        if (since.size() < MOST) {
            since.put(id, now);
        }
    }

    /** @return whether that session was ended by its client, and this is its first connect since then */
    public boolean take(@Nullable String id) {
        return id != null && since.remove(id) != null;
    }

    public void sweep(long now) {
        since.values().removeIf(left -> now - left > NANOS);
    }

    public int size() {
        return since.size();
    }
}
