package dev.halley.boot;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The threads on which the server runs what may call the application's code: those of the container where it lends
 * some, else a pool of its own.
 *
 * <p>Thread-safety: thread-safe.
 */
interface Workers {

    /** Where Jakarta EE has an application's default executor. */
    String CONTAINER_EXECUTOR = "java:comp/DefaultManagedExecutorService";

    /** Who lends the threads, for the log. */
    String origin();

    Executor executor();

    /**
     * Takes no more tasks, and waits for the threads that are the server's own to end.
     *
     * @return the names of those that did not
     */
    List<String> close(Duration atMost);

    /** @param threads upper bound of the server's own pool */
    static Workers of(int threads, ClassLoader application) {
        try {
            if (new InitialContext().lookup(CONTAINER_EXECUTOR) instanceof Executor lent) {
                return new Lent(lent);
            }
        } catch (NamingException | LinkageError notThere) {
            // A servlet container without Jakarta EE Concurrency, perhaps even without JNDI.
        }
        return new Own(threads, application);
    }

    /**
     * The container's executor.
     *
     * <p>Thread-safety: immutable.
     */
    record Lent(Executor executor) implements Workers {

        @Override
        public String origin() {
            return "the container's";
        }

        @Override
        public List<String> close(Duration atMost) {
            return List.of();
        }
    }

    /**
     * A pool that makes a thread when a task comes and fewer than the bound are there, and lets go of threads that have
     * nothing to do. What waits is bounded by the core, which has one task for each session at most.
     *
     * <p>Thread-safety: thread-safe.
     */
    final class Own implements Workers {

        private static final Duration IDLE = Duration.ofSeconds(60);

        private final ServerThreads threads;
        private final ThreadPoolExecutor pool;

        Own(int bound, ClassLoader application) {
            threads = new ServerThreads(number -> "halley-worker-" + number, application);
            // A task that comes after the end has nobody left to serve: it is dropped.
            pool = new ThreadPoolExecutor(
                    bound,
                    bound,
                    IDLE.toNanos(),
                    TimeUnit.NANOSECONDS,
                    new LinkedBlockingQueue<>(),
                    threads,
                    new ThreadPoolExecutor.DiscardPolicy());
            pool.allowCoreThreadTimeOut(true);
        }

        @Override
        public String origin() {
            return "up to " + pool.getMaximumPoolSize() + " of its own";
        }

        @Override
        public Executor executor() {
            return pool;
        }

        @Override
        public List<String> close(Duration atMost) {
            pool.shutdown();
            List<String> alive = threads.join(atMost);
            pool.shutdownNow();
            return alive.isEmpty() ? alive : threads.join(Duration.ofMillis(500));
        }
    }
}
