package dev.halley.client;

/**
 * Where a client is in its conversation with the server. Bayeux section 2.4.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum ClientState {
    /** Not begun, or ended: by the application, or by the server's advice {@code none}. */
    DISCONNECTED,
    /** Shaking hands for the first time since {@code connect()}, or waiting to try that again. */
    HANDSHAKING,
    /** The server has given a session; the first connect is under way. */
    CONNECTING,
    /** The last connect was answered. */
    CONNECTED,
    /** A connect failed; the session may still be there, and connects are tried on it. */
    UNCONNECTED,
    /** The session is lost; a new one is being asked for. */
    REHANDSHAKING,
    /** The application has said that it wants to end; the server has not answered yet. */
    DISCONNECTING;

    /** @return whether the server has given a session that is, as far as this client knows, still there */
    public boolean hasSession() {
        return this == CONNECTING || this == CONNECTED || this == UNCONNECTED || this == DISCONNECTING;
    }

    /** @return whether a handshake is under way or waited for */
    public boolean isHandshaking() {
        return this == HANDSHAKING || this == REHANDSHAKING;
    }
}
