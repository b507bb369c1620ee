package dev.halley.demo;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sees to it that the newest state of a room is what is published last: when threads change a room at once, one of them
 * publishes for all.
 *
 * <p>Thread-safety: guarded by itself, except while it publishes.
 */
final class Announcer {

    private final Consumer<String> publish;
    /** The rooms that some thread publishes now, and whether they have changed since. */
    private final Map<String, Boolean> announcing = new HashMap<>();

    /** @param publish publishes the state that a room has at that moment */
    Announcer(Consumer<String> publish) {
        this.publish = publish;
    }

    void announce(String room) {
        boolean mine = begin(room);
        while (mine) {
            publish.accept(room);
            mine = again(room);
        }
    }

    private synchronized boolean begin(String room) {
        return !announcing.merge(room, false, (busy, unused) -> true);
    }

    private synchronized boolean again(String room) {
        return announcing.computeIfPresent(room, (same, changed) -> changed ? false : null) != null;
    }
}
