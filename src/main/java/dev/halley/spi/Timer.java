package dev.halley.spi;

import java.time.Duration;

/**
 * Runs tasks later. Tasks are short and call no user code: what may, hands itself to the workers.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface Timer {

    /**
     * Runs a task after a delay. Once the server has stopped, the task is dropped; this never throws.
     *
     * @return by which the task can be cancelled as long as it has not begun
     */
    Task schedule(Duration delay, Runnable task);

    /** A task that waits. */
    interface Task {

        /** Does nothing if the task has begun. */
        void cancel();
    }
}
