package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.JettyHost;
import dev.halley.testing.RawWebSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketOriginTest {

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

    private WebSocketFixture fixture;

    void start(Map<String, String> settings) throws Exception {
        fixture = new WebSocketFixture(jetty(), settings);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private int statusFor(Map<String, String> headers) {
        try (RawWebSocket socket = fixture.open(headers)) {
            return socket.status();
        }
    }

    @Test
    void aClientThatIsNoBrowserIsLetIn() throws Exception {
        start(Map.of());
        assertThat(statusFor(Map.of())).isEqualTo(101);
    }

    @Test
    void aPageOfThisServerIsLetIn() throws Exception {
        start(Map.of());
        assertThat(statusFor(Map.of("Host", "example.org", "Origin", "http://example.org")))
                .isEqualTo(101);
        assertThat(statusFor(Map.of("Host", "example.org:8080", "Origin", "http://example.org:8080")))
                .isEqualTo(101);
    }

    @Test
    void aForeignPageIsRefusedBeforeTheUpgrade() throws Exception {
        start(Map.of());
        assertThat(statusFor(Map.of("Host", "example.org", "Origin", "http://evil.example")))
                .isEqualTo(403);
        assertThat(statusFor(Map.of("Host", "example.org", "Origin", "http://example.org:81")))
                .isEqualTo(403);
        assertThat(statusFor(Map.of("Host", "example.org", "Origin", "https://example.org")))
                .isEqualTo(403);
        assertThat(statusFor(Map.of("Host", "example.org", "Origin", "null"))).isEqualTo(403);
        assertThat(fixture.gateway.hasNoLink()).isTrue();
    }

    @Test
    void aForeignPageIsLetInWhenItIsAllowed() throws Exception {
        start(Map.of("allowedOrigins", "http://friend.example"));
        assertThat(statusFor(Map.of("Host", "example.org", "Origin", "http://friend.example")))
                .isEqualTo(101);
        assertThat(statusFor(Map.of("Host", "example.org", "Origin", "http://evil.example")))
                .isEqualTo(403);
    }

    @Test
    void pagesWithoutAnOriginOfTheirOwnMayBeAllowed() throws Exception {
        start(Map.of("allowedOrigins", "null, file://, https://*.friend.example"));
        assertThat(statusFor(Map.of("Origin", "null"))).isEqualTo(101);
        assertThat(statusFor(Map.of("Origin", "file://"))).isEqualTo(101);
        assertThat(statusFor(Map.of("Origin", "https://a.friend.example"))).isEqualTo(101);
        assertThat(statusFor(Map.of("Origin", "https://afriend.example"))).isEqualTo(403);
    }

    @Test
    void aProxysWordCountsOnlyWhereItIsTrusted() throws Exception {
        Map<String, String> headers = Map.of(
                "Host", "inside",
                "Origin", "https://example.org",
                "X-Forwarded-Host", "example.org",
                "X-Forwarded-Proto", "https");
        start(Map.of());
        assertThat(statusFor(headers)).isEqualTo(403);
        fixture.close();
        start(Map.of("trustForwarded", "true"));
        assertThat(statusFor(headers)).isEqualTo(101);
    }
}
