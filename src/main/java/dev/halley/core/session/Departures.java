package dev.halley.core.session;

import dev.halley.protocol.CloseReason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that have ended a moment ago, and whose clients are told something else than those of sessions that never were.
 *
 * <p>The connect of a client that has said goodbye may be on its way yet, over another connection: had it come before the disconnect, it would
 * have been answered successfully, with the advice to stop. So it is, once. A client that was too slow, and polls, learns why its session
 * ended when it comes back.
 *
 * <p>CometD's Java client that is told to shake hands then does so although it has begun to make a session already; the second
 * handshake's cookie takes the place of the first one's, and the session is not known any more.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Departures {

    /** How long a connect may be on its way. */
    private static final long ON_ITS_WAY_NANOS = Duration.ofSeconds(10).toNanos();
    /** How long a slow client may take to come back. */
    private static final long SLOW_NANOS = Duration.ofMinutes(1).toNanos();

    /** More leave nothing behind: their clients are told to handshake, as those of unknown sessions are. */
    static final int MOST = 10_000;

    private final Map<String, Departure> byId = new ConcurrentHashMap<>();

    private record Departure(CloseReason reason, long until) {}

    /** @param reason for which the session has ended; only for some of them there is something to tell */
    public void left(String id, CloseReason reason, long now) {
        boolean told = reason == CloseReason.DISCONNECTED || reason == CloseReason.QUEUE_FULL;
        if (told && byId.size() < MOST) {
            byId.put(
                    id,
                    new Departure(reason, now + (reason == CloseReason.DISCONNECTED ? ON_ITS_WAY_NANOS : SLOW_NANOS)));
        }
    }

    /** @return whether that session was ended by its client, and this is its first connect since then */
    public boolean takeGoodbye(@Nullable String id) {
        Departure known = id == null ? null : byId.get(id);
        return known != null && known.reason() == CloseReason.DISCONNECTED && byId.remove(id, known);
    }

    /** @return whether that session has ended as its queue was full */
    public boolean wasFull(@Nullable String id) {
        Departure known = id == null ? null : byId.get(id);
        return known != null && known.reason() == CloseReason.QUEUE_FULL;
    }

    public void sweep(long now) {
        byId.values().removeIf(known -> now - known.until() > 0);
    }

    public int size() {
        return byId.size();
    }
}
