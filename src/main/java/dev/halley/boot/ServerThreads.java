package dev.halley.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntFunction;

/**
 * Makes the server's own threads, and waits for their end: a thread that outlives its application keeps the
 * application's classes.
 *
 * <p>Thread-safety: thread-safe; the list is guarded by itself.
 */
final class ServerThreads implements ThreadFactory {

    private final IntFunction<String> name;
    private final ClassLoader application;
    private final List<Thread> threads = new ArrayList<>();
    private int made;

    /**
     * @param name gives a thread's name by its number, from 1
     * @param application what the application's code expects as context class loader
     */
    ServerThreads(IntFunction<String> name, ClassLoader application) {
        this.name = name;
        this.application = application;
    }

    @Override
    public Thread newThread(Runnable task) {
        synchronized (threads) {
            threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
            made++;
            Thread thread = new Thread(null, task, name.apply(made), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(application);
            threads.add(thread);
            return thread;
        }
    }

    /**
     * Waits until all threads have ended, except the one that calls this.
     *
     * @return the names of those that have not
     */
    List<String> join(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        List<Thread> waitedFor;
        synchronized (threads) {
            waitedFor = List.copyOf(threads);
        }
        boolean interrupted = false;
        for (Thread thread : waitedFor) {
            if (thread != Thread.currentThread() && !interrupted) {
                interrupted = !joined(thread, deadline);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return waitedFor.stream().filter(Thread::isAlive).map(Thread::getName).toList();
    }

    private static boolean joined(Thread thread, long deadline) {
        try {
            long left =
                    Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
            thread.join(left);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
