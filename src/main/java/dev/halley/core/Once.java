package dev.halley.core;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Tells the first caller from all later ones.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Once {

    private static final AtomicIntegerFieldUpdater<Once> DONE =
            AtomicIntegerFieldUpdater.newUpdater(Once.class, "done");

    private volatile int done;

    boolean first() {
        return DONE.compareAndSet(this, 0, 1);
    }

    boolean isDone() {
        return done != 0;
    }
}
