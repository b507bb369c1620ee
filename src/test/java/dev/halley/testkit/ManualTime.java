package dev.halley.testkit;

import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock and a timer that stand still until a test moves them.
 *
 * <p>Thread-safety: thread-safe; tasks run on the thread that calls {@link #advance}, outside the lock.
 *
 * @since 0.1.0
 */
public final class ManualTime implements Clock, Timer {

    /** The time at the start: an arbitrary moment. */
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
     * Moves the time on. Tasks that become due run at their own times, in the order of these times, or, at the same
     * time, in the order in which they were scheduled. This includes tasks that are scheduled meanwhile.
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

    /** @return how many tasks have been scheduled so far */
    public synchronized long scheduled() {
        return numbers;
    }

    /**
     * Waits until this many tasks have been scheduled in total.
     *
     * @throws AssertionError if that takes longer than 20 s
     */
    public synchronized void awaitScheduled(long count) {
        long end = System.nanoTime() + GENEROUS.toNanos();
        try {
            while (numbers < count) {
                long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (millis <= 0) {
                    throw new AssertionError("Only " + numbers + " of " + count + " tasks were scheduled within 20 s.");
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** @return how many tasks are waiting */
    public synchronized int waiting() {
        return tasks.size();
    }
}
