package dev.halley.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How clients reach the WebSocket transport, and what it offers.
 *
 * <p>Thread-safety: immutable.
 *
 * @param urlMappings servlet URL patterns as written, such as {@code /cometd/*}; empty, the default, for the servlet's
 *     own mappings
 * @param idleTimeout how long a silent connection lives; zero or empty, the default, for as long as it has a session
 * @param protocol the subprotocol that a client must offer; default empty, none
 * @param requireHandshakePerConnection whether a new connection must handshake and cannot adopt a session; default
 *     false
 * @param roles the roles for which the server remembers whether a connection's user has them; default none
 * @param extensions WebSocket extensions by name, and whether each is offered; the container decides about those that
 *     are not listed; default {@code permessage-deflate} off
 * @param jakarta whether Jakarta WebSocket is used even if the container offers a cheaper way; default false
 */
public record WebSocketConfig(
        List<String> urlMappings,
        Optional<Duration> idleTimeout,
        Optional<String> protocol,
        boolean requireHandshakePerConnection,
        List<String> roles,
        Map<String, Boolean> extensions,
        boolean jakarta) {

    /** Copies the lists and the map. */
    public WebSocketConfig {
        urlMappings = List.copyOf(urlMappings);
        roles = List.copyOf(roles);
        extensions = Map.copyOf(extensions);
    }

    static WebSocketConfig from(ConfigReader reader) {
        return new WebSocketConfig(
                reader.value(Settings.COMETD_URL_MAPPING),
                reader.value(Settings.IDLE_TIMEOUT),
                reader.value(Settings.PROTOCOL),
                reader.value(Settings.REQUIRE_HANDSHAKE_PER_CONNECTION),
                reader.value(Settings.ROLES),
                extensionsFrom(reader),
                reader.value(Settings.JAKARTA_WEBSOCKET));
    }

    private static Map<String, Boolean> extensionsFrom(ConfigReader reader) {
        Map<String, Boolean> extensions = new TreeMap<>(Map.of("permessage-deflate", false));
        for (String name : reader.namesBelow(Settings.ENABLE_EXTENSION)) {
            extensions.put(name, reader.value(Settings.ENABLE_EXTENSION.named(name)));
        }
        return extensions;
    }
}
