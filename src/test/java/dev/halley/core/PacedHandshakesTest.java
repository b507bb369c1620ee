package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code maxHandshakesPerSecond}. */
class PacedHandshakesTest {

    private static final String HANDSHAKE = """
            {"channel":"/meta/handshake","id":"1","version":"1.0",\
            "supportedConnectionTypes":["websocket","long-polling"]}""";

    /** {@code maxInterval}, and thirty seconds. */
    private static final long LONGEST_WITHOUT_SESSION = 40_000;

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void oneBeyondTheLimitIsToldWhenToComeAgainAndGetsInThen(Link.Kind kind) {
        TestCore server = servers.start("maxHandshakesPerSecond", "2");
        server.peer(kind).connected();
        server.peer(kind).connected();
        TestPeer third = server.peer(kind);
        assertThat(third.ask(HANDSHAKE)).containsExactly("""
                {"channel":"/meta/handshake","id":"1","successful":false,\
                "error":"503:max_handshakes_per_second:handshake_denied",\
                "advice":{"reconnect":"retry","interval":1000},\
                "supportedConnectionTypes":["websocket","long-polling"]}""");
        assertThat(server.peer(kind).ask(HANDSHAKE)).singleElement().asString().contains("\"interval\":1500");
        server.pass(999);
        assertThat(third.ask(HANDSHAKE)).singleElement().asString().contains("\"successful\":false");
        server.pass(1);
        third.connected();
        assertThat(server.core().sessions()).hasSize(3);
    }

    @Test
    void thePolicyIsNotAskedAndNothingIsToldAsRefused() {
        TestCore server = servers.start("maxHandshakesPerSecond", "1");
        AtomicInteger asked = new AtomicInteger();
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer of, ServerSession session, Request.Handshake request) {
                asked.incrementAndGet();
                return Decision.grant();
            }
        });
        server.webSocket().connected();
        server.webSocket().ask(HANDSHAKE);
        assertThat(asked).hasValue(1);
        assertThat(server.events().named("paced")).containsExactly("paced:websocket:1000");
        assertThat(server.events().named("refused")).isEmpty();
        assertThat(server.events().named("opened")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"maxHandshakesPerSecond, 1, 60, 60000", "maxSessionsPerAddress, 1, 1, 10000"})
    void connectionOnWhichOneIsToldToComeAgainStaysAsMuchLonger(String limit, int most, int others, long wait) {
        TestCore server = servers.start(limit, Integer.toString(most), "reconnectSpread", "0");
        server.webSocket().connected();
        for (int i = 1; i < others; i++) {
            server.webSocket().ask(HANDSHAKE);
        }
        TestPeer last = server.webSocket();
        assertThat(last.ask(HANDSHAKE)).singleElement().asString().contains("\"interval\":" + wait + "}");
        server.pass(wait + LONGEST_WITHOUT_SESSION);
        server.core().sweep();
        assertThat(last.last().closedFor()).as("at the limit").isNull();
        server.pass(1);
        server.core().sweep();
        assertThat(last.last().closedFor()).as("past the limit").isEqualTo(CloseReason.EXPIRED);
    }

    @Test
    void connectionStaysNoLongerThanOthersOnceItHadASession() {
        TestCore server = servers.start("maxHandshakesPerSecond", "1");
        server.webSocket().connected();
        TestPeer second = server.webSocket();
        second.ask(HANDSHAKE);
        server.pass(1_000);
        second.connected().disconnect();
        server.pass(LONGEST_WITHOUT_SESSION + 1);
        server.core().sweep();
        assertThat(second.last().closedFor()).isEqualTo(CloseReason.EXPIRED);
    }

    @Test
    void withoutALimitNobodyIsPaced() {
        TestCore server = servers.start();
        for (int i = 0; i < 100; i++) {
            server.webSocket().connected();
        }
        assertThat(server.events().named("paced")).isEmpty();
    }
}
