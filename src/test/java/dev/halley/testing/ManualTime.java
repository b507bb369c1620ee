package dev.halley.testing;

import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A clock and timer whose time a test moves by hand.
 *
 * <p>Thread-safety: thread-safe; tasks run on the thread that moves the time.
 */
public final class ManualTime implements Clock, Timer {

    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final List<Entry> entries = new ArrayList<>();
    private int scheduled;
    private Instant now = Instant.parse("2026-11-22T08:15:30.123Z");

    private record Entry(Instant due, Runnable task) {}

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    @Override
    public synchronized Task schedule(Duration delay, Runnable task) {
        Entry entry = new Entry(now.plus(delay), task);
        entries.add(entry);
        scheduled++;
        notifyAll();
        return () -> cancel(entry);
    }

    private synchronized void cancel(Entry entry) {
        entries.removeIf(waiting -> waiting == entry);
    }

    /** @return how many tasks wait */
    public synchronized int waiting() {
        return entries.size();
    }

    /** @return how many tasks were ever scheduled */
    public synchronized int scheduled() {
        return scheduled;
    }

    /** Waits until so many tasks were scheduled, in all. */
    public synchronized void awaitScheduled(int count) {
        long end = System.nanoTime() + GENEROUS.toNanos();
        try {
            while (scheduled < count) {
                long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (millis <= 0) {
                    throw new AssertionError("Only " + scheduled + " tasks were scheduled.");
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Moves the time, and runs what becomes due, each task at its time. */
    public void advance(Duration time) {
        Instant end = instant().plus(time);
        for (Optional<Entry> due = next(end); due.isPresent(); due = next(end)) {
            due.get().task().run();
        }
    }

    private synchronized Optional<Entry> next(Instant end) {
        Optional<Entry> due = entries.stream()
                .filter(entry -> !entry.due().isAfter(end))
                .min(Comparator.comparing(Entry::due));
        now = due.map(Entry::due).filter(now::isBefore).orElse(due.isPresent() ? now : end);
        due.ifPresent(entry -> entries.removeIf(waiting -> waiting == entry));
        return due;
    }
}
