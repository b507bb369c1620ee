package dev.halley.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the server's own threads, and waits for their end: a thread that outlives its application keeps the
 * application's classes.
 *
 * <p>Thread-safety: thread-safe; the list is guarded by itself.
 */
final class ServerThreads implements ThreadFactory {

    /** Where Jakarta EE has an application's default thread factory. */
    static final String CONTAINER_FACTORY = "java:comp/DefaultManagedThreadFactory";

    private final ThreadFactory factory;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param name gives a thread's name by its number, from 1
     * @param application what the application's code expects as context class loader
     */
    ServerThreads(IntFunction<String> name, ClassLoader application) {
        this(own(name, application));
    }

    private ServerThreads(ThreadFactory factory) {
        this.factory = factory;
    }

    /** The container's, where it lends threads, which then have what the container gives an application's threads; else our own. */
    static ServerThreads lentOr(IntFunction<String> name, ClassLoader application) {
        try {
            if (new InitialContext().lookup(CONTAINER_FACTORY) instanceof ThreadFactory lent) {
                return new ServerThreads(lent);
            }
        } catch (NamingException | LinkageError notThere) {
            // A servlet container without Jakarta EE Concurrency, perhaps even without JNDI.
        }
        return new ServerThreads(name, application);
    }

    private static ThreadFactory own(IntFunction<String> name, ClassLoader application) {
        AtomicInteger made = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, name.apply(made.incrementAndGet()), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(application);
            return thread;
        };
    }

    @Override
    public @Nullable Thread newThread(Runnable task) {
        Thread thread = factory.newThread(task);
        if (thread != null) {
            synchronized (threads) {
                threads.removeIf(one -> one.getState() == Thread.State.TERMINATED);
                threads.add(thread);
            }
        }
        return thread;
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
