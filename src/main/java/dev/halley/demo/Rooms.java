package dev.halley.demo;

import dev.halley.oort.Seti;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who is in which chat room, on whichever node: a member of a room is a user of {@link Seti}.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Rooms {

    /** In no name of a channel, so it ends the room's. */
    private static final char SEPARATOR = '\n';

    private final Seti seti;
    private final AtomicLong changed;

    Rooms(Seti seti, InstantSource clock) {
        this.seti = seti;
        this.changed = new AtomicLong(clock.millis());
    }

    /** @return as whom {@link Seti} knows a member */
    static String userId(String room, Person member) {
        return room + SEPARATOR + member.address();
    }

    /** @return the room of a member that {@link Seti} knows */
    static String roomOf(String userId) {
        return userId.substring(0, userId.indexOf(SEPARATOR));
    }

    /** @return the names of the members, each once, sorted */
    List<String> names(String room) {
        String start = room + SEPARATOR;
        return seti.userIds().stream()
                .filter(id -> id.startsWith(start))
                .map(id -> Person.nameAt(id.substring(start.length())))
                .distinct()
                .sorted()
                .toList();
    }

    private int size(String room) {
        String start = room + SEPARATOR;
        return (int) seti.userIds().stream().filter(id -> id.startsWith(start)).count();
    }

    /** @return what clients are told of a room that has changed at this moment */
    Map<String, Object> changed(String room, InstantSource clock) {
        long at = changed.updateAndGet(last -> Math.max(last + 1, clock.millis()));
        return told(room, size(room), at);
    }

    /**
     * @param most how many rooms to tell of
     * @return what clients are told of the rooms with the most members
     */
    Map<String, Object> fullest(int most) {
        // Read before the rooms are, so that what comes of a change meanwhile counts as newer.
        long at = changed.get();
        Map<String, Integer> sizes = new TreeMap<>();
        seti.userIds().forEach(id -> sizes.merge(roomOf(id), 1, Integer::sum));
        Comparator<Map.Entry<String, Integer>> bySize = Comparator.comparingInt(size -> -size.getValue());
        List<Map<String, Object>> fullest = sizes.entrySet().stream()
                .sorted(bySize.thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(size -> told(size.getKey(), size.getValue(), at))
                .toList();
        return Map.of("rooms", fullest);
    }

    /** @param at in milliseconds since 1970: of two answers the one with the greater number is the newer, however they arrive */
    private static Map<String, Object> told(String room, int members, long at) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("room", room);
        told.put("members", members);
        told.put("at", at);
        return told;
    }
}
