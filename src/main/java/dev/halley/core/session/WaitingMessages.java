package dev.halley.core.session;

import dev.halley.protocol.Encoded;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a queue, in order, in a ring; some may be taken out, or exchanged, where they stand. What stands in the middle and is taken
 * out leaves a hole, which is closed when the ring is full.
 *
 * <p>Slots are numbered: the first message that waits has {@link #begin}; numbers change when the ring grows.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class WaitingMessages {

    /** A power of two. */
    private static final int SMALL = 16;

    private @Nullable Encoded[] messages = new @Nullable Encoded[SMALL];
    /** Beside the messages, those that may give way; null as long as there was none. */
    private @Nullable Place @Nullable [] places;
    /** The number of the first slot: it has a message if there is any. */
    private long begin;
    /** One more than that of the last slot: that has a message, too. */
    private long end;

    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    private int index(long slot) {
        return (int) slot & (messages.length - 1);
    }

    void addLast(Encoded message) {
        if (end - begin == messages.length) {
            makeRoom();
        }
        messages[index(end++)] = message;
        size++;
    }

    void addLast(Place place) {
        addLast(place.message());
        if (places == null) {
            places = new @Nullable Place[messages.length];
        }
        place.slot = end - 1;
        places[index(place.slot)] = place;
    }

    void addFirst(Encoded message) {
        if (end - begin == messages.length) {
            makeRoom();
        }
        messages[index(--begin)] = message;
        size++;
    }

    /** @return null if nothing waits */
    @Nullable Encoded first() {
        return messages[index(begin)];
    }

    /** @return null for a hole */
    @Nullable Encoded get(long slot) {
        return slot < begin || slot >= end ? null : messages[index(slot)];
    }

    /** @return null for a message that does not give way */
    @Nullable Place place(long slot) {
        return places == null ? null : places[index(slot)];
    }

    /** Another message stands in that place now. */
    void replaced(Place place) {
        messages[index(place.slot)] = place.message();
    }

    void remove(long slot) {
        messages[index(slot)] = null;
        if (places != null) {
            places[index(slot)] = null;
        }
        size--;
        if (size == 0) {
            begin = end;
            return;
        }
        while (messages[index(begin)] == null) {
            begin++;
        }
        while (messages[index(end - 1)] == null) {
            end--;
        }
    }

    void forEach(Consumer<Encoded> look) {
        for (long slot = begin; slot < end; slot++) {
            Encoded message = messages[index(slot)];
            if (message != null) {
                look.accept(message);
            }
        }
    }

    /** Closes the holes, and is twice as large if they are few. */
    private void makeRoom() {
        int length = size > messages.length / 2 ? messages.length * 2 : messages.length;
        @Nullable Encoded[] moved = new @Nullable Encoded[length];
        @Nullable Place[] movedPlaces = places == null ? null : new @Nullable Place[length];
        int next = 0;
        for (long slot = begin; slot < end; slot++) {
            Encoded message = messages[index(slot)];
            if (message == null) {
                continue;
            }
            moved[next] = message;
            Place place = place(slot);
            if (movedPlaces != null && place != null) {
                place.slot = next;
                movedPlaces[next] = place;
            }
            next++;
        }
        messages = moved;
        places = movedPlaces;
        begin = 0;
        end = next;
    }
}
