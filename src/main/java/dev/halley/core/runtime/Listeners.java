package dev.halley.core.runtime;

import dev.halley.api.Registration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Listeners of one kind, in the order in which they were added; reading takes no lock.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param <L> the kind
 */
public final class Listeners<L> {

    private volatile List<L> all = List.of();

    /** @return an immutable snapshot */
    public List<L> all() {
        return all;
    }

    /** @return a copy, last first */
    public static <T> List<T> reversed(List<T> listeners) {
        if (listeners.size() < 2) {
            return listeners;
        }
        List<T> reversed = new ArrayList<>(listeners);
        Collections.reverse(reversed);
        return reversed;
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public synchronized Registration add(L listener) {
        List<L> more = new ArrayList<>(all);
        more.add(listener);
        all = List.copyOf(more);
        Once removal = new Once();
        return () -> {
            if (removal.first()) {
                remove(listener);
            }
        };
    }

    /**
     * Adds one that does something with each message, and would do it twice.
     *
     * @throws IllegalArgumentException if this very object is there already
     */
    public synchronized Registration addOnce(L listener) {
        if (all.stream().anyMatch(present -> present == listener)) {
            throw new IllegalArgumentException("This " + listener.getClass().getName()
                    + " was added already: it would see each message twice. Add another object, or remove it first.");
        }
        return add(listener);
    }

    private synchronized void remove(L listener) {
        List<L> fewer = new ArrayList<>(all);
        for (int i = 0; i < fewer.size(); i++) {
            if (fewer.get(i) == listener) {
                fewer.remove(i);
                break;
            }
        }
        all = List.copyOf(fewer);
    }
}
