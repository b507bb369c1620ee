package dev.halley.transport.websocket;

import dev.halley.config.OriginConfig;
import dev.halley.config.ServerConfig;
import dev.halley.config.WebSocketConfig;
import java.time.Duration;

/**
 * How the transport is configured, besides what all transports have.
 *
 * <p>Thread-safety: immutable.
 *
 * @param own what only WebSocket has
 * @param origin which foreign pages may open one
 * @param browserCookie the name of the cookie that tells the browser
 * @param closeTimeout how long a close frame of ours may stay unanswered; then the connection is cut
 */
record WebSocketSettings(WebSocketConfig own, OriginConfig origin, String browserCookie, Duration closeTimeout) {

    private static final Duration SOON = Duration.ofSeconds(5);

    static WebSocketSettings of(ServerConfig config) {
        return new WebSocketSettings(
                config.webSocket(), config.origin(), config.http().cookie().name(), SOON);
    }

    /** For tests, which cannot wait as long as clients may. */
    WebSocketSettings withCloseTimeout(Duration timeout) {
        return new WebSocketSettings(own, origin, browserCookie, timeout);
    }

    WebSocketTimeouts timeouts(Duration send) {
        return new WebSocketTimeouts(send, closeTimeout, own.idleTimeout().orElse(Duration.ZERO));
    }
}
