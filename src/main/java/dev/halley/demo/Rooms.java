package dev.halley.demo;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in which chat room, within the limits.
 *
 * <p>Thread-safety: guarded by itself.
 */
final class Rooms {

    private final ChatLimits limits;
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, Set<String>> roomsBySession = new HashMap<>();

    private final InstantSource clock;
    private long lastChange;

    Rooms(ChatLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** @throws LimitReachedException if the name or the room does not fit, and nothing has changed */
    synchronized Joined join(String room, String session, String name) throws LimitReachedException {
        check(room, session, name);
        Room joined = rooms.computeIfAbsent(room, absent -> new Room());
        boolean changed = joined.join(session, name);
        boolean first = !roomsBySession.containsKey(session);
        roomsBySession.computeIfAbsent(session, absent -> new LinkedHashSet<>()).add(room);
        change();
        return new Joined(first, changed, members(room));
    }

    private void check(String room, String session, String name) throws LimitReachedException {
        if (name.isEmpty() || name.length() > limits.nameLength()) {
            throw new LimitReachedException("name_length");
        }
        if (room.length() > limits.roomLength()) {
            throw new LimitReachedException("room_length");
        }
        Room known = rooms.get(room);
        if (known == null && rooms.size() >= limits.rooms()) {
            throw new LimitReachedException("max_rooms");
        }
        if (known != null && !known.has(session) && known.size() >= limits.members()) {
            throw new LimitReachedException("max_members");
        }
    }

    /** @return the name that is not in the room any more, if that is so */
    synchronized Optional<String> leave(String room, String session) {
        Set<String> others = roomsBySession.get(session);
        if (others != null) {
            others.remove(room);
        }
        return depart(room, session);
    }

    /** @return the names that are not in their rooms any more, by room */
    synchronized Map<String, String> leaveAll(String session) {
        Set<String> left = roomsBySession.remove(session);
        Map<String, String> gone = new LinkedHashMap<>();
        for (String room : left == null ? Set.<String>of() : left) {
            depart(room, session).ifPresent(name -> gone.put(room, name));
        }
        return gone;
    }

    private Optional<String> depart(String room, String session) {
        Room left = rooms.get(room);
        if (left == null) {
            return Optional.empty();
        }
        Optional<String> gone = left.leave(session);
        change();
        if (left.size() == 0) {
            rooms.remove(room);
        }
        return gone;
    }

    /** @return by which name a session is in a room, if it is */
    synchronized Optional<String> nameOf(String room, String session) {
        return Optional.ofNullable(rooms.get(room)).flatMap(known -> known.nameOf(session));
    }

    /** @return who is in the room */
    synchronized Members members(String room) {
        Room known = rooms.get(room);
        return new Members(known == null ? List.of() : known.names(), lastChange);
    }

    private void change() {
        lastChange = Math.max(lastChange + 1, clock.millis());
    }

    /** Something has changed that lists of members show, though not here. */
    synchronized void touch() {
        change();
    }

    /** @return the names of the members by room, as {@link #members} has them */
    synchronized Map<String, List<String>> names() {
        Map<String, List<String>> names = new HashMap<>();
        rooms.forEach((name, room) -> names.put(name, room.names()));
        return names;
    }

    /**
     * @param all the names of the members by room
     * @return what clients are told of the rooms with the most members, within the limit
     */
    synchronized Map<String, Object> list(Map<String, List<String>> all) {
        Comparator<Map.Entry<String, List<String>>> bySize =
                Comparator.comparingInt(entry -> -entry.getValue().size());
        List<Map<String, Object>> fullest = all.entrySet().stream()
                .sorted(bySize.thenComparing(Map.Entry.comparingByKey()))
                .limit(limits.listed())
                .map(entry -> new Members(entry.getValue(), lastChange).count(entry.getKey()))
                .toList();
        return Map.of("rooms", fullest);
    }

    /**
     * A session has come in.
     *
     * @param first whether this is the session's first room
     * @param changed whether the list of names is another one now
     */
    record Joined(boolean first, boolean changed, Members members) {}

    /**
     * Who is in a room.
     *
     * @param names each once, who came first stands first
     * @param at in milliseconds since 1970: of two answers the one with the greater number is the newer, however they arrive
     */
    record Members(List<String> names, long at) {

        /** @return what those are told who are not there */
        Map<String, Object> count(String room) {
            return Map.of("room", room, "members", names.size(), "at", at);
        }

        /** Adds what clients are told. */
        void addTo(Map<String, Object> data) {
            data.put("members", names);
            data.put("at", at);
        }
    }

    /** A limit forbids it. The message says which one. */
    static final class LimitReachedException extends Exception {
        private static final long serialVersionUID = 1L;

        LimitReachedException(String limit) {
            super(limit);
        }
    }
}
