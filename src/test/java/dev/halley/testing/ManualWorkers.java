package dev.halley.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An executor whose tasks run when a test says so, on the test's thread.
 *
 * <p>Thread-safety: thread-safe; tasks run outside the lock.
 */
public final class ManualWorkers implements Executor {

    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs the task that came first. @return false if there is none */
    public boolean runOne() {
        Runnable task = next();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs all tasks, those that come meanwhile, too. */
    public void runAll() {
        while (runOne()) {
            // The next one.
        }
    }

    private synchronized @Nullable Runnable next() {
        return tasks.poll();
    }

    /** @return how many tasks wait */
    public synchronized int waiting() {
        return tasks.size();
    }
}
