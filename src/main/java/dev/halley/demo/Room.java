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
 * <p>Thread-safety: guarded by the lock of {@link Rooms}.
 */
final class Room {

    private final Map<String, String> namesBySession = new LinkedHashMap<>();

    /** @return whether the list of names is another one now */
    boolean join(String session, String name) {
        List<String> before = names();
        namesBySession.put(session, name);
        return !before.equals(names());
    }

    /** @return the name, if the session was here and no other session has it */
    Optional<String> leave(String session) {
        @Nullable String name = namesBySession.remove(session);
        return name == null || namesBySession.containsValue(name) ? Optional.empty() : Optional.of(name);
    }

    boolean has(String session) {
        return namesBySession.containsKey(session);
    }

    Optional<String> nameOf(String session) {
        return Optional.ofNullable(namesBySession.get(session));
    }

    /** @return the names, each once, who came first stands first */
    List<String> names() {
        return namesBySession.values().stream().distinct().toList();
    }

    /** @return how many sessions are here */
    int size() {
        return namesBySession.size();
    }
}
