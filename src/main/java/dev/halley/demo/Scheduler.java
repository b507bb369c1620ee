package dev.halley.demo;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs short tasks later; one by hand stands in for it in tests.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
@FunctionalInterface
interface Scheduler {

    /** Runs a task after a delay; drops it if {@link #close} comes before. */
    void run(Duration delay, Runnable task);

    /** Runs nothing any more. */
    default void close() {}

    /** @return one that has a thread of its own, which lives while there is something to run */
    static Scheduler onAThread() {
        var executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "halley-demo");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(5, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return new Scheduler() {

            @Override
            public void run(Duration delay, Runnable task) {
                executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            }

            @Override
            public void close() {
                executor.shutdownNow();
            }
        };
    }
}
