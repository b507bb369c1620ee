package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxContext;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawWebSocket;
import dev.halley.transport.ContextContract;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

class WebSocketContextContractTest extends ContextContract {

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

    private final Map<Map<String, String>, WebSocketFixture> servers = new HashMap<>();

    @AfterEach
    void stop() {
        servers.values().forEach(WebSocketFixture::close);
    }

    @Override
    protected Object ask(
            Function<BayeuxContext, Object> question, Map<String, String> settings, String query, List<String> headers)
            throws Exception {
        if (!servers.containsKey(settings)) {
            servers.put(settings, new WebSocketFixture(jetty(), settings));
        }
        WebSocketFixture server = servers.get(settings);
        URI uri = query.isEmpty() ? server.uri() : URI.create(server.uri() + "?" + query);
        try (RawWebSocket socket = RawWebSocket.open(uri, map(headers))) {
            assertThat(socket.status()).isEqualTo(101);
            return question.apply(server.gateway.nextLink().peer.context());
        }
    }

    /** Further lines of one header follow its value, as they go over the wire. */
    private static Map<String, String> map(List<String> lines) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon), line.substring(colon + 1).trim(), (first, next) -> first + "\r\n" + line);
        }
        return headers;
    }

    @Override
    protected String path() {
        return "/app/cometd";
    }
}
