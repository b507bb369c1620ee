package dev.halley.spi;

import java.time.Duration;

/**
 * Runs tasks later. Tasks must be short and must not call user code; they hand such work to the workers.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface Timer {

    /**
     * Runs a task after a delay. Drops the task if the server has stopped; never throws.
     *
     * @return cancels the task, if it has not begun
     */
    Task schedule(Duration delay, Runnable task);

    /** A scheduled task. */
    interface Task {

        /** Cancels the task; has no effect if it has begun. */
        void cancel();
    }
}
