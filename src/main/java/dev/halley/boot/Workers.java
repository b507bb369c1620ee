package dev.halley.boot;

import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.LentWorkers;
import dev.halley.core.runtime.WorkerPool;
import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
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

    /** @param config says how many threads of our own there may be */
    static Workers of(ServerConfig config, ClassLoader application, Clock clock, Timer timer) {
        Own own = new Own(config, application, clock, timer);
        try {
            if (new InitialContext().lookup(CONTAINER_EXECUTOR) instanceof Executor lent) {
                return new Lent(new LentWorkers(lent, own.executor(), clock, timer), own);
            }
        } catch (NamingException | LinkageError notThere) {
            // A servlet container without Jakarta EE Concurrency, perhaps even without JNDI.
        }
        return own;
    }

    /**
     * The container's executor, and our own threads for what it does not begin in time.
     *
     * <p>Thread-safety: thread-safe.
     */
    record Lent(Executor executor, Own own) implements Workers {

        @Override
        public String origin() {
            return "the container's, plus " + own.origin() + " if those are late";
        }

        @Override
        public List<String> close(Duration atMost) {
            return own.close(atMost);
        }
    }

    /**
     * A pool of our own.
     *
     * <p>Thread-safety: thread-safe.
     */
    final class Own implements Workers {

        private final ServerThreads threads;
        private final WorkerPool pool;
        private final String origin;

        Own(ServerConfig config, ClassLoader application, Clock clock, Timer timer) {
            threads = new ServerThreads(number -> "halley-worker-" + number, application);
            pool = new WorkerPool(config.workerThreads(), config.maxBlockedWorkers(), threads, clock, timer);
            origin = "up to " + config.workerThreads() + " of its own";
        }

        @Override
        public String origin() {
            return origin;
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
