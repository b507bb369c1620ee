package dev.halley.core.runtime;

import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
        // Requests that come in while the application stops still want their timeouts.
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        Scheduled scheduled = new Scheduled(task);
        scheduled.future = executor.schedule(scheduled, delay.toNanos(), TimeUnit.NANOSECONDS);
        return scheduled;
    }

    /** A task and the way to cancel it in one object: there is one for each held connect. */
    private static final class Scheduled implements Callable<@Nullable Void>, Task {
        private final Runnable task;
        private @Nullable Future<?> future;

        Scheduled(Runnable task) {
            this.task = task;
        }

        @Override
        public @Nullable Void call() {
            task.run();
            return null;
        }

        @Override
        public void cancel() {
            Future<?> scheduled = future;
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }
    }

    /** Runs nothing any more; what is scheduled later is dropped. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
