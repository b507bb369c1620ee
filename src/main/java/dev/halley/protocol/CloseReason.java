package dev.halley.protocol;

/**
 * Why a session or a connection ended.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum CloseReason {
    /** The client said {@code /meta/disconnect}. */
    DISCONNECTED("disconnected", 1000),
    /** The application ended the session. */
    DISCONNECTED_BY_SERVER("disconnected by server", 1000),
    /** The client did not connect again in time. */
    EXPIRED("session expired", 1000),
    /** More messages waited for the client than its queue may hold. */
    QUEUE_FULL("queue full", 1008),
    /** The server stops. */
    SERVER_STOPPED("server stopped", 1001),
    /** The server drains: its clients are sent away, to another server or to the one that takes its place. */
    DRAINED("server drains", 1001),
    /** A newer connect or connection took this one's place. */
    SUPERSEDED("superseded", 1000),
    /** The peer is gone. */
    CONNECTION_LOST("connection lost", 1006),
    /** What came was binary. */
    UNSUPPORTED("only text is understood", 1003),
    /** What came was not text that can be understood. */
    MALFORMED("malformed message", 1007),
    /** What came was larger than allowed. */
    TOO_LARGE("message too large", 1009),
    /** What came was not allowed. */
    POLICY("not allowed", 1008),
    /** Whose server has the client's session is not known yet: the client may try again a moment later. */
    TRY_AGAIN_LATER("try again later", 1013),
    /** The server failed. */
    INTERNAL_ERROR("internal error", 1011);

    private final String text;
    private final int webSocketCode;

    CloseReason(String text, int webSocketCode) {
        this.text = text;
        this.webSocketCode = webSocketCode;
    }

    /** @return the reason for people; the same for everybody, reflects no input */
    public String text() {
        return text;
    }

    /** @return the code of RFC 6455 section 7.4 that fits */
    public int webSocketCode() {
        return webSocketCode;
    }
}
