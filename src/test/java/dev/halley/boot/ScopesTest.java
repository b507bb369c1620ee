package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.boot.app.Diary;
import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.WebSocketTestClient;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes and events of CDI in a web application on Jetty, over its network. */
class ScopesTest {

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root)
                .withCdi()
                .with(Diary.class)
                .with(Diary.OfRequest.class)
                .with(Diary.OfSession.class);
    }

    private static Conversation open(WebApp app, String transport) {
        URI uri = app.address("ws", "/cometd");
        BayeuxTestClient client = transport.equals("websocket")
                ? WebSocketTestClient.open(uri, Map.of())
                : HttpTestClient.longPolling(uri.getPort(), uri.getPath());
        return new Conversation(client);
    }

    /** @return what a remote call without arguments answers */
    private static JsonValue call(Conversation client, String target) {
        client.send("/service/" + target, ",\"data\":null");
        return client.event().get("data");
    }

    private static List<String> entries(Conversation client, String target) {
        return call(client, target).asJsonArray().getValuesAs(JsonString::getString);
    }

    private static String text(JsonValue data) {
        return ((JsonString) data).getString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void aRequestHasItsScopeForEachMessageAndASessionHasItsOwn(String transport) throws Exception {
        try (WebApp app = WebApp.deploy(layout);
                Conversation ann = open(app, transport);
                Conversation bob = open(app, transport)) {
            ann.handshake();
            bob.handshake();

            assertThat(text(call(ann, "count"))).isEqualTo("request 12, session 1");
            assertThat(text(call(ann, "count"))).isEqualTo("request 12, session 2");
            assertThat(text(call(bob, "count"))).isEqualTo("request 12, session 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void messagesThatComeTogetherShareARequestOnlyWhereTheContainerHasOne(String transport) throws Exception {
        try (WebApp app = WebApp.deploy(layout);
                Conversation ann = open(app, transport)) {
            ann.handshake();

            ann.client()
                    .send("[" + ann.message("/service/count", "a", ",\"data\":null") + ","
                            + ann.message("/service/count", "b", ",\"data\":null") + "]");

            assertThat(text(ann.event().get("data"))).isEqualTo("request 12, session 1");
            assertThat(text(ann.event().get("data")))
                    .isEqualTo(transport.equals("websocket") ? "request 12, session 2" : "request 34, session 2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void eventsTellWhatAClientDoesAndItsBeansEndLast(String transport) throws Exception {
        try (WebApp app = WebApp.deploy(layout);
                Conversation ann = open(app, transport);
                Conversation reader = open(app, "websocket")) {
            ann.handshake();
            call(ann, "count");
            ann.subscribe("/diary/today");
            ann.disconnect();
            reader.handshake();

            assertThat(entries(reader, "diary"))
                    .containsExactly(
                            "opened over " + transport,
                            "created /diary/today",
                            "subscribed /diary/today",
                            "closed DISCONNECTED",
                            "unsubscribed /diary/today",
                            "destroyed after 1",
                            "opened over websocket");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "long-polling"})
    void aClientThatVanishesLeavesNoBeansBehind(String transport) throws Exception {
        layout.initParam("sweepPeriod", "50");
        try (WebApp app = WebApp.deploy(layout);
                Conversation ann = open(app, transport);
                Conversation reader = open(app, "websocket")) {
            ann.handshake();
            call(ann, "count");
            ann.client().abort();
            // Its connect is held, so that it does not expire, too, while its call waits.
            reader.handshake();
            reader.reply(reader.connect(""));
            reader.connect("");

            assertThat(entries(reader, "diary/destroyed")).contains("closed EXPIRED", "destroyed after 1");
        }
    }
}
