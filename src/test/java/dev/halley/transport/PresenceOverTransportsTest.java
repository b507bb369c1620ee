package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import dev.halley.testing.WebSocketTestClient;
import dev.halley.testkit.Setup;
import jakarta.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members are shown to clients of every transport, through the container and back. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PresenceOverTransportsTest {

    private static final String SHOWN = "/presence/chat/42";

    /** A client with a session. */
    private record Client(BayeuxTestClient line, String id) {

        static Client of(BayeuxTestClient line) {
            line.send("[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\""
                    + line.transport() + "\"]}]");
            Client client = new Client(line, line.next().getString("clientId"));
            client.connect();
            client.next("/meta/connect");
            return client;
        }

        void connect() {
            say("/meta/connect", "\"connectionType\":\"" + line.transport() + '"');
        }

        void say(String channel, String field) {
            line.send("[{\"channel\":\"" + channel + "\",\"clientId\":\"" + id + "\"," + field + "}]");
        }

        JsonObject subscribe(String channel) {
            say("/meta/subscribe", "\"subscription\":\"" + channel + '"');
            return next("/meta/subscribe");
        }

        /** @return the next message on that channel; others before it are left out */
        JsonObject next(String channel) {
            JsonObject message = line.next();
            while (!message.getString("channel").equals(channel)) {
                message = line.next();
            }
            return message;
        }

        String shown() {
            connect();
            return next(SHOWN).getJsonObject("data").toString();
        }
    }

    private static BayeuxTestClient open(String transport, TestServer server) {
        return transport.equals("websocket")
                ? WebSocketTestClient.open(server.port())
                : HttpTestClient.longPolling(server.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void membersAreShownAndNobodyForgesThem(String transport) {
        try (TestServer server = TestServer.start(
                        new JettyHost(),
                        TestServer.WEBSOCKET,
                        new Setup().inRealTime(),
                        "presence",
                        "/chat/*",
                        "presenceDelay",
                        "10");
                BayeuxTestClient first = open(transport, server);
                BayeuxTestClient second = open(transport, server)) {
            Client watcher = Client.of(first);
            Client member = Client.of(second);
            assertThat(watcher.subscribe(SHOWN).getBoolean("successful")).isTrue();
            assertThat(watcher.shown()).isEqualTo("{\"version\":0,\"members\":[]}");

            member.say(SHOWN, "\"data\":{\"version\":1,\"members\":[]}");
            assertThat(member.next(SHOWN).getString("error")).isEqualTo("403:denied_by_presence:publish_denied");
            member.subscribe("/chat/42");
            assertThat(watcher.shown())
                    .matches("\\{\"version\":1,\"join\":\\[\\{\"id\":\"#[0-9a-z]+\",\"sessions\":1}]}");

            member.say("/meta/disconnect", "\"ext\":{}");
            member.next("/meta/disconnect");
            assertThat(watcher.shown()).matches("\\{\"version\":2,\"leave\":\\[\"#[0-9a-z]+\"]}");
        }
    }
}
