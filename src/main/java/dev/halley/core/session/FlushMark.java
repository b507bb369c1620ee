package dev.halley.core.session;

import dev.halley.core.runtime.SendTask;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A session's place in the queue of its shard, and in the list of a request: once in each.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class FlushMark implements SendTask {

    private static final AtomicIntegerFieldUpdater<FlushMark> QUEUED =
            AtomicIntegerFieldUpdater.newUpdater(FlushMark.class, "queued");

    private final CoreSession session;
    /** 1 while it is in the queue. */
    private volatile int queued;
    /** Read and written in races, which cost one needless look. */
    private volatile @Nullable Object lastToucher;

    FlushMark(CoreSession session) {
        this.session = session;
    }

    boolean isOf(@Nullable CoreSession other) {
        return session == other;
    }

    @Override
    public boolean queued() {
        return queued == 0 && QUEUED.compareAndSet(this, 0, 1);
    }

    @Override
    public void taken() {
        queued = 0;
    }

    @Override
    public void send() {
        session.flush();
    }

    @Override
    public String session() {
        return session.id();
    }

    @Override
    public void blocked() {
        session.sendIsBlocked();
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
