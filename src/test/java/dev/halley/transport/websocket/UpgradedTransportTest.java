package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.launcher.LaunchedJetty;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawWebSocket;
import jakarta.websocket.Session;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Over the launcher's own WebSockets. */
class UpgradedTransportTest extends WebSocketTransportTest {

    @Override
    JettyHost jetty() {
        return LaunchedJetty.upgrading();
    }

    @Override
    Optional<Boolean> jakartasSession() {
        return Optional.empty();
    }

    @Test
    void jakartasApiIsUsedWhereTheSettingSaysSo() throws Exception {
        start(Map.of("ws.jakarta", "true"));
        try (RawWebSocket socket = fixture.open()) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(fixture.gateway.nextLink().peer.context().unwrap(Session.class))
                    .isPresent();
        }
    }
}
