package dev.halley.client;

/**
 * The state of a client's session with the server. Bayeux section 2.4.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum ClientState {
    /** Not begun, or ended: by the application, or by the server's advice {@code none}. */
    DISCONNECTED,
    /** The first handshake since {@code connect()} is in progress, or waits for its next attempt. */
    HANDSHAKING,
    /** The server has opened a session; the first connect is in progress. */
    CONNECTING,
    /** The server has answered the last connect. */
    CONNECTED,
    /** A connect failed. The session may still exist, and the client tries further connects in it. */
    UNCONNECTED,
    /** The session is lost; the client asks for a new one. */
    REHANDSHAKING,
    /** The application has called {@code disconnect()}; the server has not answered yet. */
    DISCONNECTING;

    /** @return whether the server has opened a session that, as far as this client knows, still exists */
    public boolean hasSession() {
        return this == CONNECTING || this == CONNECTED || this == UNCONNECTED || this == DISCONNECTING;
    }

    /** @return whether a handshake is in progress, or waits for its next attempt */
    public boolean isHandshaking() {
        return this == HANDSHAKING || this == REHANDSHAKING;
    }
}
