package dev.halley.oort.core;

import dev.halley.api.ServerSession;
import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.spi.ClusterException;
import dev.halley.spi.OwnedState;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The users that have sessions on this node, which the other nodes are told by its part of the state: how many sessions each user has.
 *
 * <p>Thread-safety: thread-safe. A user's sessions change within the map's own lock; the state is told outside, by one thread at a time
 * for each user, which goes on until what it has told is how it is: so the last that the others hear of a user is right, and whoever
 * finds another thread telling leaves it to that one.
 */
final class LocalUsers {

    static final String SECTION = "seti";

    private static final int VERSION = 1;
    private static final ServerSession[] NONE = {};

    private final OwnedState state;
    private final int limit;
    private final Map<String, LocalUser> users = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger associations = new AtomicInteger();

    /** Guarded by the map, but reading the sessions; their array never changes. */
    private static final class LocalUser {
        private volatile ServerSession[] sessions = NONE;
        /** What the others were told. */
        private int told;

        private boolean telling;
    }

    /** @param limit how many users there may be */
    LocalUsers(OwnedState state, int limit) {
        this.state = state;
        this.limit = limit;
    }

    static OwnedState.Key key(String userId) {
        return new OwnedState.Key(SECTION, userId);
    }

    static byte[] value(int sessions) {
        return new WireOutput().octet(VERSION).number(sessions).toBytes();
    }

    /** @return how many sessions a value says. @throws IllegalArgumentException if it is malformed */
    static int sessions(byte[] value) {
        return WireInput.read("A user's entry", value, in -> {
            in.require(in.octet() == VERSION, "an unknown version");
            int sessions = in.number();
            in.require(sessions > 0, "an illegal number of sessions");
            return sessions;
        });
    }

    /** @return what is wrong with a value; empty if nothing is */
    static String fault(byte[] value) {
        try {
            sessions(value);
            return "";
        } catch (IllegalArgumentException malformed) {
            return String.valueOf(malformed.getMessage());
        }
    }

    /** @throws IllegalStateException if there is no room for another user */
    void requireRoomFor(String userId) {
        if (size.get() >= limit && !has(userId)) {
            throw full();
        }
    }

    private IllegalStateException full() {
        return new IllegalStateException("A node has at most " + limit + " users.");
    }

    /**
     * Adds a session that the user does not have; {@link #tell} is to follow.
     *
     * @throws IllegalStateException if there is no room for another user; then nothing has changed
     */
    void add(String userId, ServerSession session) {
        users.compute(userId, (id, known) -> {
            LocalUser user = known == null ? new LocalUser() : known;
            int before = user.sessions.length;
            if (before == 0 && size.incrementAndGet() > limit) {
                size.decrementAndGet();
                throw full();
            }
            ServerSession[] more = Arrays.copyOf(user.sessions, before + 1);
            more[before] = session;
            user.sessions = more;
            associations.incrementAndGet();
            return user;
        });
    }

    /** Takes a session away, if the user has it; {@link #tell} is to follow. */
    void remove(String userId, ServerSession session) {
        users.computeIfPresent(userId, (id, user) -> {
            ServerSession[] rest =
                    Arrays.stream(user.sessions).filter(one -> one != session).toArray(ServerSession[]::new);
            changed(user, rest.length == 0 ? NONE : rest);
            return user;
        });
    }

    private void changed(LocalUser user, ServerSession[] rest) {
        if (rest.length == 0 && user.sessions.length > 0) {
            size.decrementAndGet();
        }
        associations.addAndGet(rest.length - user.sessions.length);
        user.sessions = rest;
    }

    /**
     * Tells the others how many sessions a user has now. Called without a lock.
     *
     * @return empty if they can be told, or are being told by another thread; else, as the state takes no more, all sessions that the user
     *     had, which are taken away
     */
    List<ServerSession> tell(String userId) {
        while (true) {
            int sessions = begin(userId);
            if (sessions < 0) {
                return List.of();
            }
            try {
                if (sessions == 0) {
                    state.remove(key(userId));
                } else {
                    state.put(key(userId), value(sessions));
                }
            } catch (ClusterException full) {
                return giveUp(userId);
            }
            users.computeIfPresent(userId, (id, user) -> {
                user.telling = false;
                user.told = sessions;
                return user;
            });
        }
    }

    /** @return how many sessions are to be told; less than 0 for nothing */
    private int begin(String userId) {
        int[] sessions = {-1};
        users.computeIfPresent(userId, (id, user) -> {
            if (user.telling) {
                return user;
            }
            int now = user.sessions.length;
            if (now == user.told) {
                return now == 0 ? null : user;
            }
            user.telling = true;
            sessions[0] = now;
            return user;
        });
        return sessions[0];
    }

    private List<ServerSession> giveUp(String userId) {
        ServerSession[][] had = {NONE};
        users.computeIfPresent(userId, (id, user) -> {
            had[0] = user.sessions;
            changed(user, NONE);
            return null;
        });
        return List.of(had[0]);
    }

    boolean has(String userId) {
        return count(userId) > 0;
    }

    int count(String userId) {
        LocalUser user = users.get(userId);
        return user == null ? 0 : user.sessions.length;
    }

    List<ServerSession> sessions(String userId) {
        LocalUser user = users.get(userId);
        return user == null ? List.of() : List.of(user.sessions);
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        users.forEach((id, user) -> {
            if (user.sessions.length > 0) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** @return how many users have a session here */
    int size() {
        return size.get();
    }

    /** @return how many pairs of a user and a session there are */
    int associations() {
        return associations.get();
    }
}
