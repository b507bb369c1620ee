package dev.halley.core.runtime;

import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tasks that come of one step of a thread that must not run them, such as one that reads from a network, to a worker together:
 * it runs them one after the other, and what they leave to {@link #atEnd} when all have run. So what they send to one connection goes
 * together.
 *
 * <p>Where a task takes longer than {@link #MOMENT}, those behind it go to other workers, each by itself.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class WorkerBatches {

    /** A task that a look finds, and that the next look finds again, holds up those behind it no longer. */
    public static final Duration MOMENT = Duration.ofMillis(50);

    /** How many tasks one worker gets: what is more is another batch. */
    static final int MOST = 64;

    private final Executor workers;
    private final Timer timer;
    private final ServerEvents events;
    private final ThreadLocal<List<Runnable>> gathering = new ThreadLocal<>();
    private final ThreadLocal<Batch> running = new ThreadLocal<>();
    private final Set<Batch> begun = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();

    /**
     * @param workers run the tasks
     * @param timer looks for tasks that take long
     * @param events is told of tasks that fail
     */
    public WorkerBatches(Executor workers, Timer timer, ServerEvents events) {
        this.workers = workers;
        this.timer = timer;
        this.events = EventDispatcher.to(events);
    }

    /** Runs a step on this thread; what it hands over to workers begins when it has ended. What is nested joins it. */
    public void gather(Runnable step) {
        if (gathering.get() != null) {
            step.run();
            return;
        }
        List<Runnable> tasks = new ArrayList<>();
        gathering.set(tasks);
        try {
            step.run();
        } finally {
            gathering.remove();
            begin(tasks);
        }
    }

    private void begin(List<Runnable> tasks) {
        for (int from = 0; from < tasks.size(); from += MOST) {
            List<Runnable> some = tasks.subList(from, Math.min(tasks.size(), from + MOST));
            byWorker(some.size() == 1 ? some.get(0) : new Batch(some));
        }
    }

    /** Runs a task by a worker, with the others of the step that runs on this thread, if one does. */
    void execute(Runnable task) {
        List<Runnable> gathered = gathering.get();
        if (gathered == null) {
            byWorker(task);
        } else {
            gathered.add(task);
        }
    }

    /** Late is worse than there, where the workers take no more. */
    private void byWorker(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException full) {
            task.run();
        }
    }

    /** @return whether this thread runs tasks that were brought together */
    public boolean isRunning() {
        return running.get() != null;
    }

    /**
     * Leaves something to the end of the tasks that this thread runs together.
     *
     * @param last is run once then, however often it was given; it neither blocks nor runs code of the application
     * @return false if there are none, or others have gone on with them: then it is the caller's to run
     */
    public boolean atEnd(Runnable last) {
        Batch batch = running.get();
        return batch != null && batch.add(last);
    }

    /** Tasks that one worker runs. */
    private final class Batch implements Runnable {

        /** Guarded by this, as all that follows. */
        private final Deque<Runnable> tasks;

        private final Set<Runnable> last = new LinkedHashSet<>(2);
        private int left;
        private boolean over;
        /** What the watch saw last; confined to the timer's thread. */
        private int seen = -1;

        Batch(Collection<Runnable> all) {
            tasks = new ArrayDeque<>(all);
        }

        @Override
        public void run() {
            running.set(this);
            begun.add(this);
            watch();
            try {
                for (Runnable next = next(); next != null; next = next()) {
                    runOne(next);
                }
            } finally {
                running.remove();
                begun.remove(this);
                end().forEach(Runnable::run);
            }
        }

        private void runOne(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error thrown) {
                // One task's trouble must not keep the others from running.
                events.transportFailed("workers", thrown);
            }
        }

        private synchronized @Nullable Runnable next() {
            left = tasks.size();
            return tasks.poll();
        }

        synchronized boolean add(Runnable task) {
            if (!over) {
                last.add(task);
            }
            return !over;
        }

        private synchronized List<Runnable> end() {
            over = true;
            List<Runnable> all = List.copyOf(last);
            last.clear();
            return all;
        }

        private synchronized List<Runnable> takeRest() {
            List<Runnable> rest = List.copyOf(tasks);
            tasks.clear();
            return rest;
        }

        private synchronized boolean isStuck() {
            boolean stuck = !over && left == seen;
            seen = left;
            return stuck;
        }

        /** By the timer: others go on, where the task that runs keeps its worker. */
        void look() {
            if (isStuck()) {
                end().forEach(Runnable::run);
                takeRest().forEach(WorkerBatches.this::byWorker);
            }
        }
    }

    private void watch() {
        if (!watching.get() && watching.compareAndSet(false, true)) {
            schedule();
        }
    }

    private void schedule() {
        try {
            timer.schedule(MOMENT, this::look);
        } catch (RejectedExecutionException ended) {
            watching.set(false);
        }
    }

    private void look() {
        if (!begun.isEmpty()) {
            begun.forEach(Batch::look);
            schedule();
            return;
        }
        watching.set(false);
        if (!begun.isEmpty()) {
            // It began after the look, and took it that somebody watches.
            watch();
        }
    }
}
