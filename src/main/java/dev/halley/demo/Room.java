package dev.halley.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of one chat room. A name may be there by several sessions, such as two tabs of a browser, or a session
 * that came back and the one it lost; it is gone when the last of them is.
 *
 * <p>Thread-safety: guarded by the lock of {@link ChatService}.
 */
final class Room {

    private final Map<String, String> namesBySession = new LinkedHashMap<>();

    /** @return whether the list of names is another one now */
    boolean join(String session, String name) {
        List<String> before = names();
        namesBySession.put(session, name);
        return !before.equals(names());
    }

    /** @return what became of the list of names; empty if the session was not here */
    Optional<Departure> leave(String session) {
        @Nullable String name = namesBySession.remove(session);
        return name == null ? Optional.empty() : Optional.of(new Departure(name, !namesBySession.containsValue(name)));
    }

    boolean has(String session) {
        return namesBySession.containsKey(session);
    }

    /** @return the names, each once, who came first stands first */
    List<String> names() {
        return namesBySession.values().stream().distinct().toList();
    }

    int size() {
        return namesBySession.size();
    }

    /**
     * A session is gone.
     *
     * @param name its name
     * @param last whether no other session has that name
     */
    record Departure(String name, boolean last) {}
}
