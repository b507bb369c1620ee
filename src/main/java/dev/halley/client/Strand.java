package dev.halley.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in the order of their arrival, on the threads of an executor that many strands share.
 *
 * <p>Thread-safety: thread-safe; the queue is guarded by itself, but the lock is not held while a task runs.
 */
final class Strand implements Executor {

    private static final Logger LOGGER = System.getLogger(Strand.class.getName());

    /** How many tasks are run before others get their turn on the thread. */
    private static final int TURN = 64;

    private final Executor threads;
    private final Runnable whenIdle;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    Strand(Executor threads) {
        this(threads, () -> {});
    }

    /** @param whenIdle is run after the last task that waits */
    Strand(Executor threads, Runnable whenIdle) {
        this.threads = threads;
        this.whenIdle = whenIdle;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        start();
    }

    private void start() {
        try {
            threads.execute(this::drain);
        } catch (RuntimeException e) {
            // The executor has been shut down: nothing will run any more, and nobody may wait for a turn.
            synchronized (tasks) {
                tasks.clear();
                running = false;
            }
            LOGGER.log(Level.WARNING, "The client's executor rejected a task; tasks that wait for it are dropped.", e);
        }
    }

    private void drain() {
        for (int i = 0; i < TURN; i++) {
            Runnable task = next();
            if (task == null) {
                run(whenIdle);
                if (isDone()) {
                    return;
                }
            } else {
                run(task);
            }
        }
        start();
    }

    private @Nullable Runnable next() {
        synchronized (tasks) {
            return tasks.poll();
        }
    }

    private boolean isDone() {
        synchronized (tasks) {
            running = !tasks.isEmpty();
            return !running;
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // What one task throws must not keep the next ones from running.
            LOGGER.log(Level.WARNING, "A task of a client failed.", e);
        }
    }
}
