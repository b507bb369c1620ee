package dev.halley.core.runtime;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What listeners are still to be told of things, of each in the order in which it came about. One thread at a time tells of a thing,
 * also what others add meanwhile: nobody waits for anybody's listener, and no listener hears of an end before the beginning.
 *
 * <p>Thread-safety: guarded by this; nobody is told under the lock.
 *
 * @param <T> the things
 */
public final class OrderedNotices<T> {

    private final Map<T, Line> lines = new HashMap<>();

    /** What is to be told of one thing; there as long as somebody tells of it, or is about to. */
    private static final class Line {
        private final Queue<Runnable> untold = new ArrayDeque<>(2);
        private boolean telling;
    }

    /** @param notice tells of a change; added under the lock that the change is made under */
    public synchronized void add(T thing, Runnable notice) {
        lines.computeIfAbsent(thing, absent -> new Line()).untold.add(notice);
    }

    /** @return how much is to be told of it after what is being told now */
    public synchronized int waiting(T thing) {
        Line line = lines.get(thing);
        return line == null ? 0 : line.untold.size();
    }

    /** Tells all there is to tell of it, unless another thread, or a caller of this, is at it: then that one does. */
    public void tell(T thing) {
        Runnable notice = begin(thing);
        try {
            while (notice != null) {
                notice.run();
                notice = next(thing);
            }
        } finally {
            if (notice != null) {
                // It threw; the others are to be told all the same.
                stop(thing);
                tell(thing);
            }
        }
    }

    private synchronized @Nullable Runnable begin(T thing) {
        Line line = lines.get(thing);
        if (line == null || line.telling) {
            return null;
        }
        line.telling = true;
        return next(thing);
    }

    private synchronized @Nullable Runnable next(T thing) {
        Runnable notice = lines.get(thing).untold.poll();
        if (notice == null) {
            lines.remove(thing);
        }
        return notice;
    }

    private synchronized void stop(T thing) {
        lines.get(thing).telling = false;
    }
}
