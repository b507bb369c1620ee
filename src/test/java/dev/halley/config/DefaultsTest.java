package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DefaultsTest {

    private final ServerConfig config = ServerConfig.defaults();

    @Test
    void ofTheServer() {
        assertThat(config.sweepPeriod()).isEqualTo(Duration.ofMillis(997));
        assertThat(config.stopTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.workerThreads()).isEqualTo(64);
        assertThat(config.senderThreads())
                .isEqualTo(Math.max(2, Runtime.getRuntime().availableProcessors() / 2));
        assertThat(config.maxBlockedWorkers()).isEqualTo(1_000);
        assertThat(config.stuckAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.publishTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.maxPendingPublishes()).isEqualTo(10_000);
        assertThat(config.broadcastToPublisher()).isTrue();
        assertThat(config.logLevel()).isEmpty();
        assertThat(config.origin()).isEqualTo(new OriginConfig(0, List.of()));
        assertThat(config.plugIns())
                .isEqualTo(new PlugIns(
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        List.of("ack", "timesync", "binary"),
                        List.of()));
    }

    @Test
    void ofLimits() {
        assertThat(config.limits())
                .isEqualTo(new Limits(
                        500,
                        1000,
                        1000,
                        1000,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        10_000,
                        16L << 20,
                        List.of(),
                        512 << 10,
                        100));
    }

    @Test
    void ofTransports() {
        TransportConfig expected = transport(false);
        assertThat(config.transport("long-polling")).isEqualTo(expected);
        assertThat(config.transport("websocket")).isEqualTo(expected);
        assertThat(config.transport("carrier-pigeon")).isEqualTo(expected);
    }

    @Test
    void ofCallbackPollingDeliverWithConnectOnly() {
        assertThat(config.transport("callback-polling")).isEqualTo(transport(true));
    }

    @Test
    void ofHttp() {
        BrowserCookie cookie = new BrowserCookie(
                "BAYEUX_BROWSER", Optional.empty(), "/", Optional.empty(), Optional.empty(), true, "Lax", false);
        assertThat(config.http())
                .isEqualTo(new HttpConfig(
                        OptionalInt.of(1),
                        OptionalInt.empty(),
                        Duration.ofSeconds(2),
                        false,
                        500,
                        cookie,
                        "jsonp",
                        64,
                        false,
                        100,
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(5),
                        false));
    }

    @Test
    void ofWebSocket() {
        assertThat(config.webSocket())
                .isEqualTo(new WebSocketConfig(
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        List.of(),
                        Map.of("permessage-deflate", false),
                        false));
    }

    @Test
    void ofTheCookieAreSecureWhenTheRequestIs() {
        assertThat(config.http().cookie().secureFor(true)).isTrue();
        assertThat(config.http().cookie().secureFor(false)).isFalse();
    }

    private static TransportConfig transport(boolean metaConnectDeliverOnly) {
        return new TransportConfig(
                Duration.ofSeconds(20),
                Duration.ZERO,
                Duration.ofSeconds(10),
                Optional.empty(),
                Duration.ofSeconds(5),
                metaConnectDeliverOnly,
                1 << 20,
                false,
                false,
                Duration.ZERO,
                Duration.ofSeconds(30),
                0,
                8192);
    }
}
