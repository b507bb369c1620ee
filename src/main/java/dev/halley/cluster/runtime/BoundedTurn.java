package dev.halley.cluster.runtime;

import static java.lang.System.Logger.Level.ERROR;

import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other on workers, in the order in which they came, and takes no more than may wait. Workers that are full are
 * asked again: no task that was taken is lost.
 *
 * <p>Thread-safety: guarded by this; no task runs under the lock.
 */
public final class BoundedTurn {

    /** After so many a worker is given back, for others to use. */
    public static final int TURN = 256;

    /** After this time workers that take no task are asked again. */
    public static final Duration AGAIN = Duration.ofMillis(100);

    private static final System.Logger LOGGER = System.getLogger(BoundedTurn.class.getName());

    private record Waiting(long size, Runnable task) {}

    private final Executor workers;
    private final Timer timer;
    private final long capacity;
    private final Runnable idle;
    private final Deque<Waiting> tasks = new ArrayDeque<>();
    private long size;
    private boolean running;

    /**
     * @param capacity how large all tasks that wait may be together
     * @param idle is run each time that all have been done
     */
    public BoundedTurn(Executor workers, Timer timer, long capacity, Runnable idle) {
        this.workers = workers;
        this.timer = timer;
        this.capacity = capacity;
        this.idle = idle;
    }

    /** Takes a task and starts. @return as {@link #add} */
    public boolean offer(long taskSize, Runnable task) {
        boolean added = add(taskSize, task);
        start();
        return added;
    }

    /**
     * Takes a task, which does not run before {@link #start}: for those who hold a lock.
     *
     * @return false if too much waits already: then it will not run
     */
    public synchronized boolean add(long taskSize, Runnable task) {
        if (size + taskSize > capacity) {
            return false;
        }
        tasks.add(new Waiting(taskSize, task));
        size += taskSize;
        return true;
    }

    /** Lets the workers do what waits. */
    public void start() {
        synchronized (this) {
            if (running || tasks.isEmpty()) {
                return;
            }
            running = true;
        }
        byWorkers();
    }

    private void byWorkers() {
        try {
            workers.execute(this::runAll);
        } catch (RejectedExecutionException full) {
            timer.schedule(AGAIN, this::byWorkers);
        }
    }

    private void runAll() {
        for (int i = 0; i < TURN; i++) {
            Runnable task = next();
            if (task == null) {
                idle.run();
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOGGER.log(ERROR, "A step failed, and the next one follows.", e);
            }
        }
        byWorkers();
    }

    private synchronized @Nullable Runnable next() {
        Waiting next = tasks.poll();
        if (next == null) {
            running = false;
            return null;
        }
        size -= next.size();
        return next.task();
    }

    /** @return whether nothing waits, and nothing is being done */
    public synchronized boolean isIdle() {
        return !running && tasks.isEmpty();
    }

    /** @return how large the tasks that wait are together */
    public synchronized long waiting() {
        return size;
    }
}
