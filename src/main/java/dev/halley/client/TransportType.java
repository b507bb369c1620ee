package dev.halley.client;

/**
 * A transport between a client and its server. Bayeux sections 5 and 6.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum TransportType {
    /** One WebSocket (RFC 6455) for everything. */
    WEBSOCKET("websocket"),
    /** POST requests; the response to one of them is a stream of server-sent events. */
    STREAMING("streaming"),
    /** POST requests; the server holds one of them until it has messages. */
    LONG_POLLING("long-polling");

    private final String wire;

    TransportType(String wire) {
        this.wire = wire;
    }

    /** @return the connection type that Bayeux messages use for it */
    public String wire() {
        return wire;
    }
}
