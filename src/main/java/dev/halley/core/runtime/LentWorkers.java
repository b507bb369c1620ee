package dev.halley.core.runtime;

import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A container's executor, and threads of our own for the tasks that it takes none of, or does not begin within a moment: it may
 * have few threads, and the application's code may block them all.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class LentWorkers implements Executor {

    private final Executor lent;
    private final Executor own;
    private final Clock clock;
    private final Timer timer;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean armed = new AtomicBoolean();

    /** @param own runs what the container's does not */
    public LentWorkers(Executor lent, Executor own, Clock clock, Timer timer) {
        this.lent = lent;
        this.own = own;
        this.clock = clock;
        this.timer = timer;
    }

    /** A task that is run once, by whoever comes to it first. */
    private static final class Waiting implements Runnable {
        private final AtomicReference<@Nullable Runnable> task;
        private final long since;

        Waiting(Runnable task, long since) {
            this.task = new AtomicReference<>(task);
            this.since = since;
        }

        boolean isBegun() {
            return task.get() == null;
        }

        @Override
        public void run() {
            Runnable mine = task.getAndSet(null);
            if (mine != null) {
                mine.run();
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        Waiting begun = new Waiting(task, clock.nanos());
        try {
            lent.execute(begun);
        } catch (RuntimeException | Error refused) {
            if (begun.isBegun()) {
                // By the caller's thread: the task itself has failed.
                throw refused;
            }
            own.execute(begun);
            return;
        }
        if (!begun.isBegun()) {
            waiting.add(begun);
            arm();
        }
    }

    private void arm() {
        if (!armed.get() && armed.compareAndSet(false, true)) {
            timer.schedule(WorkerPool.MOMENT, this::takeOver);
        }
    }

    private void takeOver() {
        long now = clock.nanos();
        for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
            boolean late = now - next.since >= WorkerPool.MOMENT.toNanos();
            if (!next.isBegun() && !late) {
                break;
            }
            waiting.poll();
            if (!next.isBegun()) {
                own.execute(next);
            }
        }
        armed.set(false);
        if (!waiting.isEmpty()) {
            arm();
        }
    }
}
