package dev.halley.history.store;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What a store runs on.
 *
 * <p>Thread-safety: immutable.
 *
 * @param boot what tells one start of the machine from another; empty if nothing does
 * @param writer runs one task at a time
 * @param background runs what takes long beside the writer: two tasks at the same time at most
 * @param stop waits until both have nothing to do, and lets them go
 */
record StoreHost(String boot, Executor writer, Executor background, Runnable stop) {

    static StoreHost start() {
        ExecutorService writer = Executors.newSingleThreadExecutor(named("halley-history-writer"));
        // A timer may still ask for a force when the store has been closed, which has forced all.
        var background = new ThreadPoolExecutor(
                2,
                2,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("halley-history-background"),
                new ThreadPoolExecutor.DiscardPolicy());
        background.allowCoreThreadTimeOut(true);
        return new StoreHost(Boot.id(), writer, background, () -> {
            stop(writer);
            stop(background);
        });
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static void stop(ExecutorService executor) {
        executor.shutdown();
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            try {
                done = executor.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                // The lock on the directory must not go while something still writes there.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
