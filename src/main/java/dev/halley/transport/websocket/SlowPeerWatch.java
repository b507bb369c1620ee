package dev.halley.transport.websocket;

import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Notices when one frame is in flight for too long: at least the timeout, at most twice that.
 *
 * <p>The containers' own send timeouts are not used, because Undertow reports a frame that it gave up as sent. There is
 * at most one timer task for a connection, however many frames it sends, and none for one that sends nothing.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SlowPeerWatch {

    private final Timer timer;
    private final Duration timeout;
    private final IntSupplier frames;
    private final Runnable stuck;
    /** Guarded by this. */
    private boolean watching;

    /**
     * @param frames counts beginnings and ends of frames: odd while one is in flight
     * @param stuck called by the timer, once for each frame that is late; quick
     */
    SlowPeerWatch(Timer timer, Duration timeout, IntSupplier frames, Runnable stuck) {
        this.timer = timer;
        this.timeout = timeout;
        this.frames = frames;
        this.stuck = stuck;
    }

    /** The frame did not go at once. */
    synchronized void waiting() {
        int now = frames.getAsInt();
        if (!watching && inFlight(now)) {
            watching = true;
            watch(now);
        }
    }

    private void watch(int seen) {
        timer.schedule(timeout, () -> look(seen));
    }

    private void look(int seen) {
        synchronized (this) {
            int now = frames.getAsInt();
            if (inFlight(now) && now != seen) {
                watch(now);
                return;
            }
            watching = false;
            if (!inFlight(now)) {
                return;
            }
        }
        stuck.run();
    }

    private static boolean inFlight(int frames) {
        return (frames & 1) == 1;
    }
}
