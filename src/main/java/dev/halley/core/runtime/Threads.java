package dev.halley.core.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Who does the server's work, besides the container's threads.
 *
 * <p>Thread-safety: immutable.
 *
 * @param workers runs what calls the application's code, which may block; tasks may wait for one another, or be rejected
 * @param senders runs each task at once: what sends; never what calls the application's code
 * @param closers closes connections, which may have to wait for their peers
 */
public record Threads(Executor workers, Executor senders, Executor closers) {

    /** One for all, where nothing blocks. */
    public static Threads of(Executor all) {
        return new Threads(all, all, all);
    }

    /** Closes a connection in the background, or on this thread once the closers have ended: late is worse than here. */
    public void close(Runnable close) {
        try {
            closers.execute(close);
        } catch (RejectedExecutionException ended) {
            close.run();
        }
    }
}
