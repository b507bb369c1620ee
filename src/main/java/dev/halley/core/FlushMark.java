package dev.halley.core;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Marks on a session, so that it stands in the flusher's queue, and in one request's list, once.
 *
 * <p>Thread-safety: thread-safe; {@link #firstTouch} may rarely say true twice, which costs one needless look.
 */
final class FlushMark {

    private static final AtomicIntegerFieldUpdater<FlushMark> QUEUED =
            AtomicIntegerFieldUpdater.newUpdater(FlushMark.class, "queued");

    /** 1 while it is in the flusher's queue. */
    private volatile int queued;

    private volatile @Nullable Object lastToucher;

    /** @return whether it was not in the flusher's queue */
    boolean queued() {
        return queued == 0 && QUEUED.compareAndSet(this, 0, 1);
    }

    /** The flusher has taken it out of its queue. */
    void taken() {
        queued = 0;
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
