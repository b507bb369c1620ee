package dev.halley.deployments.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.ServerJvm;
import dev.halley.deployments.Way;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.WebSocketTestClient;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Clients of {@code halley.war}, one of each transport, whose connect the server holds.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class HeldConnects implements AutoCloseable {

    private static final String CONTEXT = "/halley";

    private final Map<Conversation, String> connects = new LinkedHashMap<>();

    private HeldConnects() {}

    /** Waits until the server holds all of them. */
    static HeldConnects of(ServerJvm jvm) {
        List<Conversation> clients = Stream.of(Way.values())
                .map(way -> way.to(CONTEXT))
                .peek(Conversation::handshake)
                .peek(Conversation::firstConnect)
                .toList();
        HeldConnects held = new HeldConnects();
        clients.forEach(client -> held.connects.put(client, client.connect("")));
        jvm.awaitAtLeast(CONTEXT, "HeldConnects", clients.size());
        return held;
    }

    /** Waits until the server has let them go: polls are answered, the WebSocket gets 1001 (RFC 6455 section 7.4.1). */
    void assertReleased() {
        assertReleased(true, true);
    }

    /**
     * The same on a container that cannot do all of it; what it cannot do ends nevertheless.
     *
     * @param answered whether polls are answered
     * @param closed whether WebSockets get 1001
     */
    void assertReleased(boolean answered, boolean closed) {
        connects.forEach((client, connect) -> {
            if (client.client() instanceof WebSocketTestClient socket) {
                assertReleased(socket, closed);
            } else if (answered) {
                // Without advice, the client goes on as it did.
                JsonObject advice = client.reply(connect).getJsonObject("advice");
                assertThat(advice == null ? "retry" : advice.getString("reconnect"))
                        .isNotEqualTo("none");
            } else if (client.client() instanceof HttpTestClient poller) {
                poller.awaitUnanswered();
            }
        });
    }

    private static void assertReleased(WebSocketTestClient socket, boolean closed) {
        if (closed) {
            assertThat(socket.closing().closeCode()).isEqualTo(1001);
        } else {
            socket.awaitCut();
        }
    }

    @Override
    public void close() {
        connects.keySet().forEach(Conversation::close);
    }
}
