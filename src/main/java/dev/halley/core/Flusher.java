package dev.halley.core;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Flushes sessions from one task that takes everything that waits, so that what is published in quick succession goes
 * out together.
 *
 * <p>Thread-safety: thread-safe; one thread at a time runs it.
 */
final class Flusher implements Runnable {

    /** Of more that comes meanwhile, the first would wait too long. */
    private static final int MAX_YIELDS = 8;

    private final Platform platform;
    private final Queue<CoreSession> dirty = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wanted = new AtomicInteger();

    Flusher(Platform platform) {
        this.platform = platform;
    }

    /** Puts a session into the queue, once; {@link #kick} brings the flusher to run. */
    void add(CoreSession session) {
        if (session.flushMark().queued()) {
            dirty.add(session);
        }
    }

    void kick() {
        if (wanted.getAndIncrement() == 0) {
            try {
                platform.workers().execute(this);
            } catch (RejectedExecutionException stopping) {
                wanted.set(0);
                platform.events().transportFailed("flusher", stopping);
            }
        }
    }

    boolean isIdle() {
        return wanted.get() == 0;
    }

    @Override
    public void run() {
        int seen;
        do {
            seen = settled();
            for (CoreSession session = dirty.poll(); session != null; session = dirty.poll()) {
                session.flushMark().taken();
                flush(session);
            }
        } while (wanted.addAndGet(-seen) != 0);
    }

    /**
     * Lets the threads that bring sessions go first, as long as they bring more. Where they have the same processor core,
     * waking this task has stopped one of them in the middle of what it has read, and the rest would go out in frames of
     * its own; where they have another core, this costs less than a microsecond.
     *
     * @return how often the flusher was wanted so far
     */
    private int settled() {
        int seen = wanted.get();
        for (int i = 0; i < MAX_YIELDS; i++) {
            Thread.yield();
            int now = wanted.get();
            if (now == seen) {
                return seen;
            }
            seen = now;
        }
        return seen;
    }

    /** Flushes one session, on this thread. */
    void flush(CoreSession session) {
        try {
            session.flush();
        } catch (RuntimeException | Error thrown) {
            // One session's trouble must not keep the others from their messages.
            platform.events().transportFailed("flusher", thrown);
        }
    }
}
