package dev.halley.core;

import dev.halley.spi.ReadBoundary;
import java.util.ArrayList;
import java.util.List;

/**
 * A container's thread that reads, and ends reading, when the test says so.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class ManualReading implements ReadBoundary {

    private final List<Runnable> waiting = new ArrayList<>();
    private boolean reading;

    void begin() {
        reading = true;
    }

    /** All that was read is handed over. */
    void end() {
        reading = false;
        List<Runnable> tasks = List.copyOf(waiting);
        waiting.clear();
        tasks.forEach(Runnable::run);
    }

    @Override
    public boolean atEnd(Runnable task) {
        return reading && waiting.add(task);
    }
}
