package dev.halley.protocol;

/**
 * Why a session or a connection ended.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum CloseReason {
    /** The client sent {@code /meta/disconnect}. */
    DISCONNECTED("disconnected", 1000),
    /** The application ended the session. */
    DISCONNECTED_BY_SERVER("disconnected by server", 1000),
    /** The client did not connect again in time. */
    EXPIRED("session expired", 1000),
    /** The client's queue had no room for a message. */
    QUEUE_FULL("queue full", 1008),
    /** The server is stopping. */
    SERVER_STOPPED("server stopped", 1001),
    /** The server is draining: it sends its clients to another server, or to its replacement. */
    DRAINED("server drains", 1001),
    /** A newer connect or connection replaced this one. */
    SUPERSEDED("superseded", 1000),
    /** The peer is gone. */
    CONNECTION_LOST("connection lost", 1006),
    /** The peer sent binary data. */
    UNSUPPORTED("only text is understood", 1003),
    /** The peer sent a text that cannot be parsed. */
    MALFORMED("malformed message", 1007),
    /** The peer sent a message larger than allowed. */
    TOO_LARGE("message too large", 1009),
    /** The peer sent something that is not allowed. */
    POLICY("not allowed", 1008),
    /** It is not known yet which server has the client's session: the client may retry a moment later. */
    TRY_AGAIN_LATER("try again later", 1013),
    /** The server failed. */
    INTERNAL_ERROR("internal error", 1011);

    private final String text;
    private final int webSocketCode;

    CloseReason(String text, int webSocketCode) {
        this.text = text;
        this.webSocketCode = webSocketCode;
    }

    /** {@return the reason for people; the same for everybody, it contains no input} */
    public String text() {
        return text;
    }

    /** {@return the matching close code of RFC 6455, section 7.4} */
    public int webSocketCode() {
        return webSocketCode;
    }
}
