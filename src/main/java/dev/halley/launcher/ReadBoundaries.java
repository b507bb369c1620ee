package dev.halley.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is to be done on a thread when it has handed over all that it has read.
 *
 * <p>Thread-safety: thread-safe; what waits is confined to its thread.
 */
final class ReadBoundaries implements Predicate<Runnable> {

    private final ThreadLocal<List<Runnable>> waiting = new ThreadLocal<>();

    /** Keeps a task until the end, if this thread is reading. @return whether it is */
    @Override
    public boolean test(Runnable task) {
        List<Runnable> tasks = waiting.get();
        return tasks != null && tasks.add(task);
    }

    /** Runs what reads and hands over, and at its end the tasks that it left; what is nested joins the one around it. */
    void during(Runnable reading) {
        if (waiting.get() != null) {
            reading.run();
            return;
        }
        waiting.set(new ArrayList<>());
        try {
            reading.run();
        } finally {
            try {
                reached();
            } finally {
                waiting.remove();
            }
        }
    }

    /** All that was read so far is handed over. */
    void reached() {
        List<Runnable> tasks = waiting.get();
        while (tasks != null && !tasks.isEmpty()) {
            tasks.remove(0).run();
        }
    }
}
