package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerSession;
import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.TestServer;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server of its own for each test, and clients of one transport. */
abstract class TransportFixture {

    private final List<Conversation> conversations = new ArrayList<>();
    protected TestServer server;

    /** @param settings names and values in turn */
    protected abstract TestServer start(String... settings);

    /** @return a client on its own, in a browser of its own */
    protected abstract BayeuxTestClient client(TestServer of);

    @BeforeEach
    final void startServer() {
        server = start("maxMessageSize", "5000", "maxDepth", "20", "maxBatch", "20");
    }

    @AfterEach
    final void stopServer() {
        conversations.forEach(Conversation::close);
        server.close();
    }

    protected final Conversation conversation() {
        Conversation conversation = new Conversation(client(server));
        conversations.add(conversation);
        return conversation;
    }

    /** @return a client whose second connect is held */
    protected final Conversation ready() {
        Conversation conversation = conversation();
        conversation.ready(server);
        return conversation;
    }

    protected final Conversation subscribed(String channel) {
        Conversation conversation = conversation();
        conversation.handshake();
        conversation.firstConnect();
        assertSuccessful(conversation.subscribe(channel));
        conversation.connectHeld(server);
        return conversation;
    }

    protected static void assertSuccessful(JsonObject reply) {
        assertThat(reply.getBoolean("successful")).as("%s", reply).isTrue();
    }

    protected static void assertFailed(JsonObject reply, String error) {
        assertThat(reply.getBoolean("successful")).as("%s", reply).isFalse();
        assertThat(reply.getString("error")).isEqualTo(error);
    }

    protected static String reconnect(JsonObject reply) {
        return reply.containsKey("advice") ? reply.getJsonObject("advice").getString("reconnect") : "";
    }

    protected final ServerSession session(Conversation of) {
        return server.bayeux().session(of.clientId()).orElseThrow();
    }
}
