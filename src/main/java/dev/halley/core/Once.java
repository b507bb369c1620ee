package dev.halley.core;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the first caller from all later ones.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Once {

    private final AtomicBoolean done = new AtomicBoolean();

    boolean first() {
        return done.compareAndSet(false, true);
    }

    boolean isDone() {
        return done.get();
    }
}
