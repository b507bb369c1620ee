package dev.halley.core.channel;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions to one channel or pattern; publishing iterates a snapshot.
 *
 * <p>Few of them are their own snapshot, made anew by whoever comes or goes. Many are a set, of which the next publish makes
 * the snapshot: thousands that come at once, as after a restart, would else copy each other thousands of times.
 *
 * <p>Thread-safety: thread-safe; writing is guarded by this.
 */
public final class Subscribers {

    /** From here on they are a set; an estimate of where searching and copying begins to cost more than the set's memory. */
    public static final int MANY = 64;

    static final Subscription<?>[] NONE = new Subscription<?>[0];

    /** Null if it is to be made of {@link #many}. */
    private volatile Subscription<?> @Nullable [] snapshot = NONE;

    /** Null while there are few; never empty. */
    private @Nullable Set<Subscription<?>> many;

    private boolean closed;

    /** @return a snapshot; not to be changed */
    public Subscription<?>[] all() {
        Subscription<?>[] made = snapshot;
        return made == null ? makeSnapshot() : made;
    }

    private synchronized Subscription<?>[] makeSnapshot() {
        Subscription<?>[] made = snapshot;
        if (made == null) {
            made = many.toArray(NONE);
            snapshot = made;
        }
        return made;
    }

    /** What became of a wish to subscribe. */
    public enum Added {
        /** There were none before. */
        FIRST,
        NEW,
        THERE_ALREADY,
        CLOSED
    }

    public synchronized Added add(Subscription<?> subscription) {
        if (closed) {
            return Added.CLOSED;
        }
        Set<Subscription<?>> set = many;
        if (set == null) {
            return addToFew(all(), subscription);
        }
        if (!set.add(subscription)) {
            return Added.THERE_ALREADY;
        }
        snapshot = null;
        return Added.NEW;
    }

    private Added addToFew(Subscription<?>[] before, Subscription<?> subscription) {
        if (Arrays.asList(before).contains(subscription)) {
            return Added.THERE_ALREADY;
        }
        Subscription<?>[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = subscription;
        if (after.length == MANY) {
            many = new LinkedHashSet<>(Arrays.asList(after));
        }
        snapshot = after;
        return before.length == 0 ? Added.FIRST : Added.NEW;
    }

    /** What became of a wish to unsubscribe. */
    public enum Removed {
        ABSENT,
        ONE_OF_SEVERAL,
        /** There are none any more. */
        LAST
    }

    public synchronized Removed remove(Subscription<?> subscription) {
        Set<Subscription<?>> set = many;
        if (set == null) {
            return removeFromFew(all(), subscription);
        }
        if (!set.remove(subscription)) {
            return Removed.ABSENT;
        }
        if (set.size() < MANY / 2) {
            snapshot = set.toArray(NONE);
            many = null;
        } else {
            snapshot = null;
        }
        return Removed.ONE_OF_SEVERAL;
    }

    private Removed removeFromFew(Subscription<?>[] before, Subscription<?> subscription) {
        int index = Arrays.asList(before).indexOf(subscription);
        if (index < 0) {
            return Removed.ABSENT;
        }
        Subscription<?>[] after = before.length == 1 ? NONE : new Subscription<?>[before.length - 1];
        System.arraycopy(before, 0, after, 0, index);
        System.arraycopy(before, index + 1, after, index, before.length - index - 1);
        snapshot = after;
        return before.length == 1 ? Removed.LAST : Removed.ONE_OF_SEVERAL;
    }

    /** Takes no more, if there are none. @return whether there were none */
    public synchronized boolean closeIfEmpty() {
        if (isEmpty()) {
            closed = true;
        }
        return closed;
    }

    /** Takes no more. @return those that there were */
    public synchronized Subscription<?>[] close() {
        closed = true;
        Subscription<?>[] last = all();
        snapshot = NONE;
        many = null;
        return last;
    }

    public boolean isEmpty() {
        return snapshot == NONE;
    }
}
