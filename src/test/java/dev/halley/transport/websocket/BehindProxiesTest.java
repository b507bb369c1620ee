package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BehindProxiesTest {

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

    private TestServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private boolean handshakesFrom(String forwarded) {
        BayeuxSocket socket = BayeuxSocket.open(server.uri("ws"), Map.of("X-Forwarded-For", forwarded));
        return socket.handshake().getBoolean("successful");
    }

    @Test
    void eachClientBehindATrustedProxyHasALimitOfItsOwn() throws Exception {
        server = TestServer.start(jetty(), TestServer.WEBSOCKET, "trustForwarded", "1", "maxSessionsPerAddress", "1");
        assertThat(handshakesFrom("203.0.113.7:1111")).isTrue();
        assertThat(handshakesFrom("203.0.113.8:1111")).isTrue();
        try (BayeuxSocket again =
                BayeuxSocket.open(server.uri("ws"), Map.of("X-Forwarded-For", "9.9.9.9, 203.0.113.7:2222"))) {
            assertThat(again.ask("h", BayeuxSocket.HANDSHAKE).getString("error"))
                    .isEqualTo("403:max_sessions_per_address:handshake_denied");
        }
    }
}
