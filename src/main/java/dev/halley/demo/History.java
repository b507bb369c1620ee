package dev.halley.demo;

import dev.halley.json.RawJson;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was said last in each room. Stays when everybody has left, as long as there is space.
 *
 * <p>Thread-safety: guarded by itself.
 */
final class History {

    /** What a message takes up besides its characters. */
    private static final int OVERHEAD = 100;

    private final HistoryLimits limits;
    private final InstantSource clock;
    /** The room in which somebody spoke last stands last. */
    private final Map<String, Deque<Said>> rooms = new LinkedHashMap<>();

    private int total;
    private long last;

    History(HistoryLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** @return when it was said, and by whom: no two messages get the same time */
    synchronized Said add(String room, String by, RawJson data) {
        last = Math.max(last + 1, clock.millis());
        Said said = new Said(by, last, data);
        if (data.length() <= limits.messageLength()) {
            Deque<Said> spoken = rooms.containsKey(room) ? rooms.remove(room) : new ArrayDeque<>();
            rooms.put(room, spoken);
            spoken.add(said);
            total += size(said);
            if (spoken.size() > limits.messages()) {
                total -= size(spoken.remove());
            }
            forgetQuietRooms();
        }
        return said;
    }

    /** @return the oldest first */
    synchronized List<Said> of(String room) {
        Deque<Said> spoken = rooms.get(room);
        return spoken == null ? List.of() : List.copyOf(spoken);
    }

    private void forgetQuietRooms() {
        var quiet = rooms.values().iterator();
        while (total > limits.total()) {
            total -= quiet.next().stream().mapToInt(History::size).sum();
            quiet.remove();
        }
    }

    private static int size(Said said) {
        return OVERHEAD + said.by().length() + said.data().length();
    }

    /**
     * A message that a member said.
     *
     * <p>Thread-safety: immutable.
     *
     * @param by the name by which the room knows the member, whatever the message says
     * @param at milliseconds since 1970, different for every message
     */
    record Said(String by, long at, RawJson data) {

        /** @return what the service adds to the message */
        RawJson signature() {
            Map<String, Object> signature = new LinkedHashMap<>();
            signature.put("by", by);
            signature.put("at", at);
            return RawJson.from(signature);
        }
    }
}
