package dev.halley.client;

import java.net.http.HttpClient;
import java.time.Duration;

/**
 * What transports need to know, and the making of them.
 *
 * <p>Thread-safety: immutable.
 *
 * @param http whose proxies, TLS and threads are used
 * @param opening how long a WebSocket may take to open
 * @param maxResponseSize how many bytes a response or a message of a WebSocket may have
 * @param networkDelay how long an answer may take
 * @param time for finding out what is dead
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
