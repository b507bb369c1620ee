package dev.halley.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Tasks of one thread that are sent together.
 *
 * <p>Thread-safety: confined to the thread that fills it, then to the client's strand.
 */
final class Batch implements Runnable {

    private final List<Runnable> tasks = new ArrayList<>();

    void add(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void run() {
        tasks.forEach(Runnable::run);
    }
}
