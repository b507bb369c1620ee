package dev.halley.client;

/**
 * How messages travel between a client and its server. Bayeux section 5 and 6.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public enum TransportType {
    /** One WebSocket (RFC 6455) for everything. */
    WEBSOCKET("websocket"),
    /** POST requests, of which one has a stream of server-sent events for its response. */
    STREAMING("streaming"),
    /** POST requests, of which the server holds one until it has something to say. */
    LONG_POLLING("long-polling");

    private final String wire;

    TransportType(String wire) {
        this.wire = wire;
    }

    /** @return the connection type as it goes over the wire */
    public String wire() {
        return wire;
    }
}
