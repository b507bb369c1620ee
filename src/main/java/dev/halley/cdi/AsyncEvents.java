package dev.halley.cdi;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fires events to asynchronous observers: of one thing, such as a session, each when the observers of the one before are done. They run
 * on many threads, where an end could else overtake its beginning.
 *
 * <p>Thread-safety: guarded by this; nothing is fired under the lock.
 */
final class AsyncEvents {

    /** What is to be fired yet, by the thing; there as long as observers of one of its events are at it. */
    private final Map<Object, Queue<Supplier<CompletionStage<?>>>> waiting = new HashMap<>();

    private boolean ended;

    /** @param event fires it, and throws nothing */
    void fire(Object about, Supplier<CompletionStage<?>> event) {
        if (isFirst(about, event)) {
            start(about, event);
        }
    }

    /**
     * Waits until the observers are done with all that was fired. What comes later, or still waits when the time is over, is not
     * fired any more: the beans are about to go.
     *
     * @return whether observers have heard of everything
     */
    synchronized boolean end(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (long left = atMost.toNanos(); left > 0 && !waiting.isEmpty(); left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = true;
        return waiting.isEmpty();
    }

    private synchronized boolean isFirst(Object about, Supplier<CompletionStage<?>> event) {
        if (ended) {
            return false;
        }
        Queue<Supplier<CompletionStage<?>>> others = waiting.putIfAbsent(about, new ArrayDeque<>(2));
        if (others != null) {
            others.add(event);
        }
        return others == null;
    }

    private void start(Object about, Supplier<CompletionStage<?>> event) {
        event.get().whenComplete((fired, thrown) -> {
            Supplier<CompletionStage<?>> next = next(about);
            if (next != null) {
                start(about, next);
            }
        });
    }

    private synchronized @Nullable Supplier<CompletionStage<?>> next(Object about) {
        Supplier<CompletionStage<?>> next = ended ? null : waiting.get(about).poll();
        if (next == null) {
            waiting.remove(about);
            notifyAll();
        }
        return next;
    }
}
