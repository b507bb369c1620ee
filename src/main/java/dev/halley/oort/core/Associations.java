package dev.halley.oort.core;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerSession;
import dev.halley.oort.core.SessionUsers.State;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions of this node belong to which users: it keeps both sides, and ends with the sessions what was begun with them.
 *
 * <p>Thread-safety: thread-safe. The lock of a session's users is taken before that of a user; nothing is told under either.
 */
final class Associations implements BayeuxServerListener.SessionListener {

    private static final System.Logger LOGGER = System.getLogger(Associations.class.getName());

    private final LocalUsers users;
    private final SetiLimits limits;
    private volatile boolean used;

    Associations(LocalUsers users, SetiLimits limits) {
        this.users = users;
        this.limits = limits;
    }

    /**
     * @param userId legal
     * @return false if it was associated before, or the session has ended
     * @throws IllegalStateException if there is no room; then nothing has changed
     */
    boolean associate(String userId, ServerSession session) {
        used = true;
        SessionUsers its = usersOf(session);
        if (session.isHandshaken()) {
            begin(its, session);
        }
        boolean pending;
        synchronized (its) {
            if (its.state() == State.ENDED || its.ids().contains(userId)) {
                return false;
            }
            if (its.ids().size() >= limits.usersPerSession()) {
                throw new IllegalStateException("A session has at most " + limits.usersPerSession() + " users.");
            }
            pending = its.state() == State.PENDING;
            if (pending) {
                users.requireRoomFor(userId);
            } else {
                users.add(userId, session);
            }
            its.ids().add(userId);
        }
        if (!pending) {
            if (!tell(userId)) {
                throw new IllegalStateException("This node's part of the cluster's state takes no more users.");
            }
        } else if (session.isHandshaken()) {
            // The handshake came in between, and its listener may have been there before the user.
            begin(its, session);
        }
        return true;
    }

    private SessionUsers usersOf(ServerSession session) {
        return SessionUsers.of(session).orElseGet(() -> made(session));
    }

    private synchronized SessionUsers made(ServerSession session) {
        return SessionUsers.ofOrNew(session);
    }

    @Override
    public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
        SessionUsers.of(session).ifPresent(its -> begin(its, session));
    }

    /** The session has had its handshake: what was associated before counts from now on. */
    private void begin(SessionUsers its, ServerSession session) {
        List<String> begun = new ArrayList<>();
        synchronized (its) {
            if (its.state() != State.PENDING) {
                return;
            }
            its.state(State.ACTIVE);
            for (String userId : List.copyOf(its.ids())) {
                try {
                    users.add(userId, session);
                    begun.add(userId);
                } catch (IllegalStateException full) {
                    its.ids().remove(userId);
                    LOGGER.log(WARNING, "A session is not associated with its user: {0}", full.getMessage());
                }
            }
        }
        begun.forEach(this::tell);
    }

    @Override
    public void sessionRemoved(ServerSession session, CloseReason reason) {
        if (used) {
            // Also where it has none: who associates it later is told that it has ended.
            removeAll(usersOf(session), session, true);
        }
    }

    private Set<String> removeAll(SessionUsers its, ServerSession session, boolean ended) {
        Set<String> had;
        synchronized (its) {
            had = new LinkedHashSet<>(its.ids());
            its.ids().clear();
            if (its.state() == State.ACTIVE) {
                had.forEach(userId -> users.remove(userId, session));
            }
            if (ended) {
                its.state(State.ENDED);
            }
        }
        had.forEach(this::tell);
        return had;
    }

    boolean disassociate(String userId, ServerSession session) {
        SessionUsers its = SessionUsers.of(session).orElse(null);
        if (its == null) {
            return false;
        }
        synchronized (its) {
            if (!its.ids().remove(userId)) {
                return false;
            }
            users.remove(userId, session);
        }
        tell(userId);
        return true;
    }

    Set<String> disassociate(ServerSession session) {
        return SessionUsers.of(session)
                .map(its -> removeAll(its, session, false))
                .orElse(Set.of());
    }

    /** Called without a lock. @return false if the others cannot be told; then the user has no sessions here any more */
    private boolean tell(String userId) {
        List<ServerSession> lost = users.tell(userId);
        for (ServerSession session : lost) {
            SessionUsers.of(session).ifPresent(its -> forget(its, userId));
        }
        if (!lost.isEmpty()) {
            LOGGER.log(WARNING, "A user is present no more: this node's part of the cluster's state is full.");
        }
        return lost.isEmpty();
    }

    private static void forget(SessionUsers its, String userId) {
        synchronized (its) {
            its.ids().remove(userId);
        }
    }
}
