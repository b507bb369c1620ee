package dev.halley.testkit;

import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock and a timer that stand still until a test moves them on.
 *
 * <p>Thread-safety: thread-safe; tasks run on the thread that calls {@link #advance}, outside the lock.
 *
 * @since 0.1.0
 */
public final class ManualTime implements Clock, Timer {

    /** Where the calendar begins: any moment will do that is no special one. */
    public static final Instant BEGIN = Instant.parse("2026-11-22T08:15:30.123Z");

    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final PriorityQueue<Scheduled> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Scheduled::due).thenComparingLong(Scheduled::number));
    private long nanos;
    private long numbers;

    private record Scheduled(long due, long number, Runnable task) {}

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Instant instant() {
        return BEGIN.plusNanos(nanos);
    }

    @Override
    public synchronized Task schedule(Duration delay, Runnable task) {
        Scheduled scheduled = new Scheduled(nanos + Math.max(0, delay.toNanos()), numbers++, task);
        tasks.add(scheduled);
        notifyAll();
        return () -> cancel(scheduled);
    }

    private synchronized void cancel(Scheduled scheduled) {
        tasks.remove(scheduled);
    }

    /**
     * Moves time on. Tasks that become due run in the order of their times, those of the same time in the order in which
     * they were scheduled, each at its own time; also tasks that are scheduled meanwhile.
     */
    public void advance(Duration by) {
        long end = nanos() + by.toNanos();
        for (Scheduled next = next(end); next != null; next = next(end)) {
            next.task().run();
        }
    }

    private synchronized @Nullable Scheduled next(long end) {
        Scheduled next = tasks.peek();
        if (next == null || next.due() > end) {
            nanos = Math.max(nanos, end);
            return null;
        }
        tasks.remove();
        nanos = Math.max(nanos, next.due());
        return next;
    }

    /** @return how many tasks were ever scheduled */
    public synchronized long scheduled() {
        return numbers;
    }

    /** Waits until so many tasks were scheduled, in all. */
    public synchronized void awaitScheduled(long count) {
        long end = System.nanoTime() + GENEROUS.toNanos();
        try {
            while (numbers < count) {
                long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (millis <= 0) {
                    throw new AssertionError("Only " + numbers + " tasks were scheduled.");
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** @return how many tasks wait */
    public synchronized int waiting() {
        return tasks.size();
    }
}
