package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawWebSocket;
import dev.halley.testing.WebSocketTestClient;
import dev.halley.transport.http.BayeuxServlet;
import jakarta.servlet.ServletContainerInitializer;
import java.net.URI;
import java.util.Map;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.junit.jupiter.api.Test;

/** The server in an embedded container that reads no web.xml. */
class RegisterTest {

    private static JettyHost jetty(ServletContainerInitializer initializer) {
        JettyHost host = new JettyHost();
        JakartaWebSocketServletContainerInitializer.configure(host.context(), null);
        host.context().addServletContainerInitializer(initializer);
        return host;
    }

    private static JettyHost registered() {
        return jetty((types, context) -> Boot.register(context, Map.of("timeout", "1234"), "/live/*"))
                .start();
    }

    @Test
    void allTransportsAreOnTheMappingWithTheSettings() {
        try (JettyHost host = registered()) {
            try (Conversation polling =
                    new Conversation(HttpTestClient.longPolling(host.port()).at("/live"))) {
                assertThat(polling.handshake().getJsonObject("advice").getInt("timeout"))
                        .isEqualTo(1234);
            }
            try (Conversation socket = new Conversation(WebSocketTestClient.open(host.port(), "/live", Map.of()))) {
                assertThat(socket.handshake().getBoolean("successful")).isTrue();
            }
        }
    }

    @Test
    void webSocketsOfForeignPagesAreRefusedBeforeTheUpgrade() {
        try (JettyHost host = registered();
                RawWebSocket socket = RawWebSocket.open(
                        URI.create("ws://127.0.0.1:" + host.port() + "/live"),
                        Map.of("Origin", "https://foreign.example"))) {
            assertThat(socket.status()).isEqualTo(403);
        }
    }

    @Test
    void aServletThatIsThereAlreadyFailsTheStart() {
        try (JettyHost host = jetty((types, context) -> {
            Boot.register(context, Map.of(), "/one/*");
            Boot.register(context, Map.of(), "/other/*");
        })) {
            assertThatThrownBy(host::start).rootCause().hasMessageContaining("already a servlet called 'halley'");
        }
    }

    @Test
    void aServletOfOurClassUnderAnotherNameFailsTheStart() {
        try (JettyHost host = jetty((types, context) -> {
            context.addServlet("cometd", BayeuxServlet.class).addMapping("/one/*");
            Boot.register(context, Map.of(), "/other/*");
        })) {
            assertThatThrownBy(host::start).rootCause().hasMessageContaining("already a servlet called 'cometd'");
        }
    }

    @Test
    void noMappingFailsTheStart() {
        try (JettyHost host = jetty((types, context) -> Boot.register(context, Map.of()))) {
            assertThatThrownBy(host::start).rootCause().hasMessageContaining("at least one mapping");
        }
    }
}
