package dev.halley.testing;

import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A timer whose time a test moves by hand.
 *
 * <p>Thread-safety: thread-safe; tasks run on the thread that moves the time.
 */
public final class ManualTimer implements Timer {

    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final List<Entry> entries = new ArrayList<>();
    private Duration now = Duration.ZERO;

    private record Entry(Duration due, Runnable task) {}

    @Override
    public synchronized Task schedule(Duration delay, Runnable task) {
        Entry entry = new Entry(now.plus(delay), task);
        entries.add(entry);
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

    /** Waits until a task waits. */
    public synchronized void awaitTask() {
        long end = System.nanoTime() + GENEROUS.toNanos();
        try {
            while (entries.isEmpty()) {
                long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (millis <= 0) {
                    throw new AssertionError("Nothing was scheduled.");
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs, in their order, the tasks that become due. */
    public void advance(Duration time) {
        due(time).forEach(entry -> entry.task().run());
    }

    private synchronized List<Entry> due(Duration time) {
        now = now.plus(time);
        List<Entry> due = entries.stream()
                .filter(entry -> entry.due().compareTo(now) <= 0)
                .sorted(Comparator.comparing(Entry::due))
                .toList();
        entries.removeAll(due);
        return due;
    }
}
