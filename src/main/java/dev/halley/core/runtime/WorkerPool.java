package dev.halley.core.runtime;

import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads for tasks that may call the application's code. A task that keeps its thread for more than a moment while others wait
 * is taken for one that blocks, and does not count: another thread comes in its place, up to a bound. Threads that have nothing
 * to do end.
 *
 * <p>The queue of tasks that wait has no bound.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class WorkerPool implements Executor {

    /** How long a task may run before it does not count any more, where others wait. */
    public static final Duration MOMENT = Duration.ofMillis(250);

    private static final Duration IDLE = Duration.ofSeconds(60);

    private final int usual;
    private final int most;
    private final Clock clock;
    private final Timer timer;
    private final ThreadPoolExecutor pool;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean armed = new AtomicBoolean();

    /**
     * @param usual how many threads there are at most as long as nothing blocks
     * @param blocked how many more at most, for those that are blocked
     */
    public WorkerPool(int usual, int blocked, ThreadFactory threads, Clock clock, Timer timer) {
        this.usual = usual;
        this.most = usual + blocked;
        this.clock = clock;
        this.timer = timer;
        // A task that comes after the end has nobody left to serve: it is dropped.
        pool = new ThreadPoolExecutor(
                usual,
                usual,
                IDLE.toNanos(),
                TimeUnit.NANOSECONDS,
                new LinkedBlockingQueue<>(),
                threads,
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
    }

    /** A task that runs. */
    private static final class Running {
        private final long since;

        Running(long since) {
            this.since = since;
        }
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(() -> run(task));
        watchIfFull();
    }

    private void run(Runnable task) {
        Running mine = new Running(clock.nanos());
        running.add(mine);
        try {
            task.run();
        } finally {
            running.remove(mine);
        }
    }

    private void watchIfFull() {
        boolean waits = !pool.getQueue().isEmpty() || pool.getCorePoolSize() > usual;
        if (waits && !pool.isShutdown() && armed.compareAndSet(false, true)) {
            timer.schedule(MOMENT, this::makeRoom);
        }
    }

    private void makeRoom() {
        long now = clock.nanos();
        int kept = 0;
        for (Running task : running) {
            kept += now - task.since >= MOMENT.toNanos() ? 1 : 0;
        }
        // As many again: those that wait may be of the same kind. Threads come only for tasks that wait.
        resize((int) Math.min(most, usual + 2L * kept));
        armed.set(false);
        watchIfFull();
    }

    private void resize(int size) {
        if (size > pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(size);
            pool.setCorePoolSize(size);
        } else if (size < pool.getCorePoolSize()) {
            pool.setCorePoolSize(size);
            pool.setMaximumPoolSize(size);
        }
    }

    /** @return how many threads there are now */
    public int size() {
        return pool.getPoolSize();
    }

    /** Takes no more tasks; those that wait are done yet. */
    public void shutdown() {
        pool.shutdown();
    }

    /** Interrupts what runs, and forgets what waits. */
    public void shutdownNow() {
        pool.shutdownNow();
    }
}
