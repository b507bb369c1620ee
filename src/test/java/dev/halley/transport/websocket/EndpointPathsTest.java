package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.ServerConfig;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawWebSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointPathsTest {

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

    private WebSocketFixture fixture;

    @AfterEach
    void stop() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void theWebSocketIsOnTheServletsOwnPaths() {
        assertThat(paths("", "/cometd/*")).containsExactly("/cometd/*");
        assertThat(paths("", "/cometd/*", "/cometd", "/a/b/*")).containsExactly("/a/b/*", "/cometd", "/cometd/*");
        assertThat(paths("", "/*")).containsExactly("/*");
        assertThat(paths("", "/")).containsExactly("/");
    }

    @Test
    void aSuffixPatternHasNoPathOfItsOwn() {
        assertThat(paths("", "*.cometd")).isEmpty();
    }

    @Test
    void configuredMappingsCountInPlaceOfTheServletsOwn() {
        assertThat(paths("/ws/*,/socket", "/cometd/*")).containsExactly("/socket", "/ws/*");
    }

    private static List<String> paths(String configured, String... mappings) {
        return EndpointPaths.withPath(
                ServerConfig.of(Map.of("ws.cometdURLMapping", configured))
                        .webSocket()
                        .urlMappings(),
                List.of(mappings));
    }

    @ParameterizedTest
    @CsvSource({
        "'',            101",
        "/,             101",
        "/60.0,         101",
        "/handshake,    101",
        "/handshake?x,  101",
        "x,             404",
        "x/y,           404",
    })
    void aSlashOrOneSegmentMayFollowThePath(String further, int status) throws Exception {
        fixture = new WebSocketFixture(jetty(), Map.of());
        try (RawWebSocket socket = RawWebSocket.open(URI.create(fixture.uri() + further), Map.of())) {
            assertThat(socket.status()).isEqualTo(status);
            if (status == 101) {
                socket.text("[{\"channel\":\"/a\",\"data\":1}]");
                var link = fixture.gateway.nextLink();
                assertThat(link.nextRequests()).hasSize(1);
                assertThat(link.peer.context().url())
                        .isEqualTo((fixture.uri() + further)
                                .replace("ws:", "http:")
                                .replace("?x", ""));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/cometd/*,          /cometd /cometd/ /cometd/{segment}",
        "/a/b,               /a/b",
        "/a/b/*,             /a/b /a/b/ /a/b/{segment}",
        "/*,                 /",
        "/,                  /",
        "/cometd /cometd/*,  /cometd /cometd/ /cometd/{segment}",
        "/cometd/* /cometd,  /cometd /cometd/ /cometd/{segment}",
        "/cometd/* /cometd/, /cometd /cometd/{segment} /cometd/",
        "/ /*,               /",
    })
    void eachPatternHasItsPathsAndNoneTwice(String patterns, String paths) {
        List<String> found = new ArrayList<>();
        for (EndpointPaths path : EndpointPaths.of(List.of(patterns.split(" ")))) {
            found.add(path.exact());
            path.withSlash().ifPresent(found::add);
            path.withSegment().ifPresent(found::add);
        }
        assertThat(String.join(" ", found)).isEqualTo(paths);
    }
}
