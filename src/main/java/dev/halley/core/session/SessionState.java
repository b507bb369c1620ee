package dev.halley.core.session;

/**
 * The life of a session.
 *
 * <pre>
 * NEW ──handshake──▶ HANDSHAKEN ──connect──▶ CONNECTED
 *  └───────────────────────┴────────end────────────┴──▶ ENDED
 * </pre>
 *
 * <p>Thread-safety: immutable.
 */
public enum SessionState {
    NEW,
    HANDSHAKEN,
    CONNECTED,
    ENDED;

    SessionState handshaken() {
        return this == NEW ? HANDSHAKEN : this;
    }

    SessionState connected() {
        return this == HANDSHAKEN ? CONNECTED : this;
    }

    boolean isHandshaken() {
        return this == HANDSHAKEN || this == CONNECTED;
    }
}
