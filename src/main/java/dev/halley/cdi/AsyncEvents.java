package dev.halley.cdi;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
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

    /** @param event fires it, and throws nothing */
    void fire(Object about, Supplier<CompletionStage<?>> event) {
        if (isFirst(about, event)) {
            start(about, event);
        }
    }

    private synchronized boolean isFirst(Object about, Supplier<CompletionStage<?>> event) {
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
        Supplier<CompletionStage<?>> next = waiting.get(about).poll();
        if (next == null) {
            waiting.remove(about);
        }
        return next;
    }
}
