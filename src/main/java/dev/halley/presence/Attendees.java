package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this server that are in one channel, by the members whose they are.
 *
 * <p>Thread-safety: confined to who holds the lock of its {@link Room}.
 */
final class Attendees {

    private final Map<ServerSession, String> memberOf = new HashMap<>();
    private final Map<String, List<ServerSession>> sessionsOf = new HashMap<>();

    /** @return false if it was there already */
    boolean add(ServerSession session, String id) {
        if (memberOf.putIfAbsent(session, id) != null) {
            return false;
        }
        sessionsOf.computeIfAbsent(id, absent -> new ArrayList<>(1)).add(session);
        return true;
    }

    /** @return the id of the member whose it was; null if it was not there */
    @Nullable String remove(ServerSession session) {
        String id = memberOf.remove(session);
        if (id != null) {
            List<ServerSession> left = sessionsOf.get(id);
            left.remove(session);
            if (left.isEmpty()) {
                sessionsOf.remove(id);
            }
        }
        return id;
    }

    /** What it says of its member counts more than what the others say. @return the member's id; null if it is not there */
    @Nullable String prefer(ServerSession session) {
        String id = memberOf.get(session);
        if (id != null) {
            List<ServerSession> all = sessionsOf.get(id);
            all.remove(session);
            all.add(session);
        }
        return id;
    }

    /** @return null if it has no session here */
    @Nullable Member member(String id) {
        List<ServerSession> sessions = sessionsOf.get(id);
        return sessions == null ? null : new Member(id, sessions.size(), infoOf(sessions));
    }

    private static @Nullable RawJson infoOf(List<ServerSession> sessions) {
        for (int i = sessions.size() - 1; i >= 0; i--) {
            RawJson info = sessions.get(i).presenceInfo().orElse(null);
            if (info != null) {
                return info;
            }
        }
        return null;
    }

    List<ServerSession> sessions() {
        return List.copyOf(memberOf.keySet());
    }

    boolean isEmpty() {
        return memberOf.isEmpty();
    }

    int size() {
        return memberOf.size();
    }
}
