package dev.halley.core.runtime;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Tells the first caller from all later ones.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Once {

    private static final AtomicIntegerFieldUpdater<Once> DONE =
            AtomicIntegerFieldUpdater.newUpdater(Once.class, "done");

    private volatile int done;

    public boolean first() {
        return DONE.compareAndSet(this, 0, 1);
    }

    public boolean isDone() {
        return done != 0;
    }
}
