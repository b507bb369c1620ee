package dev.halley.core.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes connections that may have to wait for their peers, a bounded number at a time, on threads that neither send nor run code
 * of the application: peers that do not answer hold back other closes at most, and application code that blocks holds back none.
 *
 * <p>What waits is bounded by the connections, each of which is closed once.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Closers implements Executor {

    /** So many peers may be waited for at a time. */
    static final int MOST = 32;

    private final Executor threads;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();

    /** @param threads runs each task at once, without letting it wait for another */
    public Closers(Executor threads) {
        this.threads = threads;
    }

    /** @throws RejectedExecutionException if the threads have ended; then the close is the caller's to do */
    @Override
    public void execute(Runnable close) {
        waiting.add(close);
        if (mayRunOneMore()) {
            try {
                threads.execute(this::run);
            } catch (RejectedExecutionException ended) {
                running.decrementAndGet();
                if (waiting.remove(close)) {
                    throw ended;
                }
            }
        }
    }

    private boolean mayRunOneMore() {
        int now = running.get();
        while (now < MOST) {
            if (running.compareAndSet(now, now + 1)) {
                return true;
            }
            now = running.get();
        }
        return false;
    }

    private void run() {
        Runnable close = waiting.poll();
        try {
            while (close != null) {
                close.run();
                close = waiting.poll();
            }
        } finally {
            running.decrementAndGet();
            // One may have come after the last look, when as many ran as may; and those behind one that threw are left.
            goOn();
        }
    }

    private void goOn() {
        if (!waiting.isEmpty() && mayRunOneMore()) {
            try {
                threads.execute(this::run);
            } catch (RejectedExecutionException ended) {
                // What waits goes down with the server's connections.
                running.decrementAndGet();
            }
        }
    }
}
