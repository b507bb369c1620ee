package dev.halley.core;

import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * One thread for all the server's timers.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ExecutorTimer implements Timer, AutoCloseable {

    private final ScheduledThreadPoolExecutor executor;

    /** @param threads makes the one thread */
    public ExecutorTimer(ThreadFactory threads) {
        executor = new ScheduledThreadPoolExecutor(1, threads);
        // A held connect's timer is nearly always cancelled: it must not stay in the queue until its time.
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        Future<?> future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** Runs nothing any more. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
