package dev.halley.core;

import dev.halley.protocol.Request;
import dev.halley.spi.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A {@code /meta/connect} that waits for events or its time. It is answered, superseded or lost exactly once: by whoever
 * gets {@link #release} to say true.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HeldConnect {

    /** Why it is held no longer. */
    enum Release {
        TIMEOUT,
        MESSAGES,
        SESSION_ENDED,
        SUPERSEDED,
        LOST
    }

    private final Request.Connect request;
    private final CoreLink link;
    private final Runnable giveBackPermit;
    private final Once released = new Once();
    private volatile Timer.@Nullable Task timeout;

    /** @param giveBackPermit tells that one connect fewer of that browser is held */
    HeldConnect(Request.Connect request, CoreLink link, Runnable giveBackPermit) {
        this.request = request;
        this.link = link;
        this.giveBackPermit = giveBackPermit;
    }

    Request.Connect request() {
        return request;
    }

    CoreLink link() {
        return link;
    }

    /** @param task is cancelled on release */
    void timeout(Timer.Task task) {
        timeout = task;
        if (isReleased()) {
            task.cancel();
        }
    }

    /** @return whether it was held until now */
    boolean release() {
        if (!released.first()) {
            return false;
        }
        Timer.Task task = timeout;
        if (task != null) {
            task.cancel();
        }
        giveBackPermit.run();
        return true;
    }

    private boolean isReleased() {
        return released.isDone();
    }
}
