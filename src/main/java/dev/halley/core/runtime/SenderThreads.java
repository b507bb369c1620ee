package dev.halley.core.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task at once on a thread of its own: no task ever waits for another. A thread that has done its task is spare for a
 * while, and gets the next task there is.
 *
 * <p>How many threads there are at most is seen to by those who give tasks: shards and {@link Closers} bound theirs.
 *
 * <p>Thread-safety: thread-safe; everything is guarded by this, and tasks run outside.
 */
public final class SenderThreads implements Executor, AutoCloseable {

    /** A spare thread that gets no task for so long ends. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final ThreadFactory factory;
    private final int mostSpare;
    private final Deque<Runner> spare = new ArrayDeque<>();
    private final Set<Runner> runners = new HashSet<>();
    private boolean closed;

    /**
     * @param factory makes the threads
     * @param mostSpare how many threads at most are kept that have nothing to do
     */
    public SenderThreads(ThreadFactory factory, int mostSpare) {
        this.factory = factory;
        this.mostSpare = mostSpare;
    }

    /** @throws RejectedExecutionException after {@link #close}, or if no thread can be made */
    @Override
    public void execute(Runnable task) {
        Runner runner;
        synchronized (this) {
            if (closed) {
                throw new RejectedExecutionException("The server's sender threads have ended.");
            }
            runner = spare.pollLast();
            if (runner == null) {
                start(new Runner(task));
                return;
            }
            runner.task = task;
        }
        LockSupport.unpark(runner.thread);
    }

    private void start(Runner runner) {
        Thread thread;
        try {
            thread = factory.newThread(runner);
        } catch (IllegalStateException stopped) {
            throw new RejectedExecutionException("The container makes no more threads.", stopped);
        }
        if (thread == null) {
            throw new RejectedExecutionException("The container makes no more threads.");
        }
        runner.thread = thread;
        runners.add(runner);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                runners.remove(runner);
            }
        }
    }

    /** @return how many threads there are, those included that have nothing to do */
    synchronized int size() {
        return runners.size();
    }

    /** @return how many threads have nothing to do */
    synchronized int spare() {
        return spare.size();
    }

    /** Takes no more tasks; threads end when their tasks do. */
    @Override
    public void close() {
        List<Runner> idle;
        synchronized (this) {
            closed = true;
            idle = new ArrayList<>(spare);
            spare.clear();
        }
        idle.forEach(runner -> LockSupport.unpark(runner.thread));
    }

    /** Gives up a task that does not end: its thread is interrupted. */
    public synchronized void interrupt() {
        runners.forEach(runner -> runner.thread.interrupt());
    }

    private final class Runner implements Runnable {

        private volatile @Nullable Runnable task;
        private volatile @Nullable Thread thread;

        Runner(Runnable first) {
            this.task = first;
        }

        @Override
        public void run() {
            try {
                for (Runnable next = task; next != null; next = next()) {
                    task = null;
                    next.run();
                }
            } finally {
                ended();
            }
        }

        /** @return the next task; null if the thread is to end */
        private @Nullable Runnable next() {
            synchronized (SenderThreads.this) {
                if (closed || spare.size() >= mostSpare) {
                    return null;
                }
                spare.addLast(this);
            }
            long end = System.nanoTime() + IDLE.toNanos();
            while (task == null && isSpare(end)) {
                LockSupport.parkNanos(this, end - System.nanoTime());
                // Containers interrupt the threads that they made when an application ends; our own end is told by
                // close().
                Thread.interrupted();
            }
            return task;
        }

        /** @return whether a task may still come: not if it is too late for one, or the threads are to end */
        private boolean isSpare(long end) {
            if (System.nanoTime() - end < 0) {
                synchronized (SenderThreads.this) {
                    return !closed;
                }
            }
            synchronized (SenderThreads.this) {
                return !spare.remove(this) && !closed;
            }
        }

        private void ended() {
            synchronized (SenderThreads.this) {
                spare.remove(this);
                runners.remove(this);
            }
        }
    }
}
