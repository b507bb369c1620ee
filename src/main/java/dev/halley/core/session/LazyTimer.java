package dev.halley.core.session;

import dev.halley.core.runtime.Platform;
import dev.halley.spi.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a session's lazy messages: it goes off when the first of them has waited long enough.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
public final class LazyTimer {

    private Timer.@Nullable Task task;
    private long due;

    /** @return false, and nothing is changed, if it goes off by then anyway */
    boolean schedule(Platform platform, Duration wait, Runnable action) {
        long wanted = platform.clock().nanos() + wait.toNanos();
        if (task != null && wanted - due >= 0) {
            return false;
        }
        cancel();
        due = wanted;
        task = platform.timer().schedule(wait, action);
        return true;
    }

    void cancel() {
        if (task != null) {
            task.cancel();
            task = null;
        }
    }

    /** It has gone off. */
    void ran() {
        task = null;
    }
}
