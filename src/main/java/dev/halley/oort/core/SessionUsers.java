package dev.halley.oort.core;

import dev.halley.api.ServerSession;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The users of one session: kept with the session, so that those of one whose handshake fails go with it.
 *
 * <pre>
 * PENDING ──handshake──▶ ACTIVE ──end──▶ ENDED
 * </pre>
 *
 * <p>Thread-safety: guarded by this.
 */
final class SessionUsers {

    /** The session's attribute that holds it. */
    private static final String ATTRIBUTE = "dev.halley.seti.users";

    /** How far the session is. */
    enum State {
        /** The session had no handshake: its users are not known to anybody yet. */
        PENDING,
        ACTIVE,
        ENDED
    }

    private final Set<String> ids = new LinkedHashSet<>(2);
    private State state = State.PENDING;

    static Optional<SessionUsers> of(ServerSession session) {
        return session.attribute(ATTRIBUTE).map(SessionUsers.class::cast);
    }

    /** To be called under a lock that all share who make one. */
    static SessionUsers ofOrNew(ServerSession session) {
        return of(session).orElseGet(() -> {
            SessionUsers made = new SessionUsers();
            session.attribute(ATTRIBUTE, made);
            return made;
        });
    }

    /** Guarded by this, which the caller holds. */
    Set<String> ids() {
        return ids;
    }

    State state() {
        return state;
    }

    void state(State now) {
        state = now;
    }
}
