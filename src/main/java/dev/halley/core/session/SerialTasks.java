package dev.halley.core.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs the tasks of one session one after the other, in the order in which they came: on the thread that brings one, or, where code of the
 * application runs in them, on a worker. Nobody waits.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SerialTasks {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final BooleanSupplier runUserCode;
    private final Consumer<Runnable> workers;

    /**
     * @param runUserCode says whether code of the application runs in the tasks
     * @param workers run something later, on another thread
     */
    SerialTasks(BooleanSupplier runUserCode, Consumer<Runnable> workers) {
        this.runUserCode = runUserCode;
        this.workers = workers;
    }

    /** @return how many tasks run or wait */
    int waiting() {
        return waiting.get();
    }

    /**
     * Begins a task on this thread, if none runs and no code of the application runs in it; {@link #end} follows. So most tasks need not be
     * objects.
     */
    boolean begin() {
        return waiting.get() == 0 && !runUserCode.getAsBoolean() && waiting.compareAndSet(0, 1);
    }

    void end() {
        if (waiting.decrementAndGet() > 0) {
            goOn(false);
        }
    }

    void run(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            goOn(false);
        }
    }

    private void goOn(boolean onWorker) {
        do {
            if (!onWorker && runUserCode.getAsBoolean()) {
                workers.accept(() -> goOn(true));
                return;
            }
            runNext(onWorker);
        } while (waiting.decrementAndGet() > 0);
    }

    private void runNext(boolean onWorker) {
        boolean returned = false;
        try {
            tasks.remove().run();
            returned = true;
        } finally {
            if (!returned && waiting.decrementAndGet() > 0) {
                // It threw; the others are to run all the same.
                workers.accept(() -> goOn(onWorker));
            }
        }
    }
}
