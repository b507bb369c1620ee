package dev.halley.core;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Marks on a session, so that it stands in the flusher's queue, and in one request's list, once.
 *
 * <p>Thread-safety: thread-safe; {@link #firstTouch} may rarely say true twice, which costs one needless look.
 */
final class FlushMark {

    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile @Nullable Object lastToucher;

    /** @return whether it was not in the flusher's queue */
    boolean queued() {
        return !queued.get() && queued.compareAndSet(false, true);
    }

    /** The flusher has taken it out of its queue. */
    void taken() {
        queued.set(false);
    }

    /** @return whether that list did not touch the session last */
    boolean firstTouch(Object list) {
        if (lastToucher == list) {
            return false;
        }
        lastToucher = list;
        return true;
    }

    /** The list is done; it is kept alive no longer. */
    void untouch(Object list) {
        if (lastToucher == list) {
            lastToucher = null;
        }
    }
}
