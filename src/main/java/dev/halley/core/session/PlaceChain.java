package dev.halley.core.session;

import org.jspecify.annotations.Nullable;

/**
 * Places of a queue in the order in which they stand there; each can be taken out.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class PlaceChain {

    private @Nullable Place first;
    private @Nullable Place last;
    private int size;
    private long length;

    @Nullable Place first() {
        return first;
    }

    @Nullable Place last() {
        return last;
    }

    int size() {
        return size;
    }

    /** @return the bytes of their messages */
    long length() {
        return length;
    }

    void add(Place place) {
        place.before = last;
        if (last == null) {
            first = place;
        } else {
            last.after = place;
        }
        last = place;
        size++;
        length += place.message().length();
    }

    /** Another message is about to stand at one of the places. */
    void grow(int by) {
        length += by;
    }

    void remove(Place place) {
        if (place.before == null) {
            first = place.after;
        } else {
            place.before.after = place.after;
        }
        if (place.after == null) {
            last = place.before;
        } else {
            place.after.before = place.before;
        }
        place.before = null;
        place.after = null;
        size--;
        length -= place.message().length();
    }
}
