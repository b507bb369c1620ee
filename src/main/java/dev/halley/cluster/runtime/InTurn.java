package dev.halley.cluster.runtime;

import static java.lang.System.Logger.Level.ERROR;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other on threads of others, in the order in which they came.
 *
 * <p>Thread-safety: guarded by this; no task runs under the lock.
 */
public final class InTurn implements Executor {

    private static final System.Logger LOGGER = System.getLogger(InTurn.class.getName());

    private final Executor workers;
    private final Queue<Runnable> tasks = new ArrayDeque<>(2);
    private boolean running;

    public InTurn(Executor workers) {
        this.workers = workers;
    }

    /** @throws RejectedExecutionException if the workers take nothing; then the task will not run */
    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            workers.execute(this::runAll);
        } catch (RejectedExecutionException full) {
            giveUp();
            throw full;
        }
    }

    /** What came meanwhile does not run either: whoever brought it would have been rejected a moment later. */
    private synchronized void giveUp() {
        tasks.clear();
        running = false;
    }

    private void runAll() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOGGER.log(ERROR, "A step failed, and the next one follows.", e);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = tasks.poll();
        running = task != null;
        return task;
    }
}
