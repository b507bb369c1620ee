package dev.halley.core;

import java.util.Arrays;

/**
 * The sessions that are subscribed to one channel or pattern; publishing iterates a snapshot and takes no lock.
 *
 * <p>Thread-safety: thread-safe; writing is guarded by this.
 */
final class Subscribers {

    private static final CoreSession[] NONE = new CoreSession[0];

    private volatile CoreSession[] all = NONE;
    private boolean closed;

    /** @return a snapshot; not to be changed */
    CoreSession[] all() {
        return all;
    }

    /** What became of a wish to subscribe. */
    enum Added {
        NEW,
        THERE_ALREADY,
        CLOSED
    }

    synchronized Added add(CoreSession session) {
        if (closed) {
            return Added.CLOSED;
        }
        CoreSession[] before = all;
        if (indexOf(before, session) >= 0) {
            return Added.THERE_ALREADY;
        }
        CoreSession[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = session;
        all = after;
        return Added.NEW;
    }

    synchronized boolean remove(CoreSession session) {
        CoreSession[] before = all;
        int index = indexOf(before, session);
        if (index < 0) {
            return false;
        }
        CoreSession[] after = before.length == 1 ? NONE : new CoreSession[before.length - 1];
        System.arraycopy(before, 0, after, 0, index);
        System.arraycopy(before, index + 1, after, index, before.length - index - 1);
        all = after;
        return true;
    }

    /** Takes no more, if there are none. @return whether there were none */
    synchronized boolean closeIfEmpty() {
        if (all.length == 0) {
            closed = true;
        }
        return closed;
    }

    /** Takes no more. @return those that there were */
    synchronized CoreSession[] close() {
        closed = true;
        CoreSession[] last = all;
        all = NONE;
        return last;
    }

    boolean isEmpty() {
        return all.length == 0;
    }

    private static int indexOf(CoreSession[] sessions, CoreSession session) {
        for (int i = sessions.length - 1; i >= 0; i--) {
            if (sessions[i] == session) {
                return i;
            }
        }
        return -1;
    }
}
