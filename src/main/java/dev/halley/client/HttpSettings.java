package dev.halley.client;

import java.net.http.HttpClient;
import java.time.Duration;

/**
 * The settings of transports, which this creates.
 *
 * <p>Thread-safety: immutable.
 *
 * @param http the client with the proxies, TLS and threads to use
 * @param opening how long a WebSocket may take to open
 * @param maxResponseSize the maximum size of a response or a WebSocket message, in bytes
 * @param networkDelay how long a reply may take
 * @param time for detecting dead connections
 * @param appendType whether lone meta messages go to {@code <url>/handshake} and so on
 */
record HttpSettings(
        HttpClient http,
        Duration opening,
        int maxResponseSize,
        Duration networkDelay,
        ClientTime time,
        boolean appendType)
        implements ClientTransport.Factory {

    @Override
    public ClientTransport create(TransportType type, Address address, ClientTransport.Receiver receiver) {
        return switch (type) {
            case WEBSOCKET -> new WebSocketTransport(this, address, receiver);
            case STREAMING -> new StreamingTransport(this, address, receiver);
            case LONG_POLLING -> new LongPollingTransport(this, address, receiver);
        };
    }
}
