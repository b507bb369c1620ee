package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxContext;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.config.ServerConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.CloseReason;
import dev.halley.testing.JettyHost;
import dev.halley.testing.OtherGateway;
import dev.halley.testing.RawWebSocket;
import dev.halley.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.servlet.DispatcherType;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BayeuxOverWebSocketTest {

    /** @return where it runs */
    JettyHost jetty() {
        return new JettyHost();
    }

    private TestServer server;

    void start(String... settings) {
        server = TestServer.start(jetty().at("/app"), BayeuxOverWebSocketTest::deploy, settings);
    }

    private static void deploy(JettyHost jetty, OtherGateway core, ServerConfig config) {
        TestServer.WEBSOCKET.addTo(jetty, core, config);
        jetty.context().addServletContainerInitializer((types, application) -> {
            var login = application.addFilter("login", new HeaderLogin());
            login.setAsyncSupported(true);
            // Added last and put first: Jetty's filter for upgrades is there already, and must come after it.
            login.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private BayeuxSocket open() {
        return BayeuxSocket.open(server.uri("ws"));
    }

    private static void assertFailed(JsonObject reply, String error) {
        assertThat(reply.getBoolean("successful")).isFalse();
        assertThat(reply.getString("error")).isEqualTo(error);
    }

    private static void assertSuccessful(JsonObject reply) {
        assertThat(reply.getBoolean("successful")).as(reply.toString()).isTrue();
    }

    @Test
    void aClientHandshakesSubscribesPublishesReceivesAndDisconnects() throws Exception {
        start();
        try (BayeuxSocket client = open()) {
            JsonObject handshake = client.handshake();
            assertSuccessful(handshake);
            assertThat(handshake.getJsonArray("supportedConnectionTypes").toString())
                    .isEqualTo("[\"websocket\",\"streaming\",\"long-polling\",\"callback-polling\"]");
            client.connect("c1");
            assertSuccessful(client.reply("c1"));
            assertSuccessful(client.subscribe("/a"));
            assertSuccessful(client.publish("/a", "{\"x\":1.50}"));
            assertThat(client.event().getJsonObject("data").toString()).isEqualTo("{\"x\":1.50}");

            client.hold("c2");
            assertSuccessful(client.ask("d", "{\"channel\":\"/meta/disconnect\",\"id\":\"d\",\"clientId\":\"$\"}"));

            JsonObject released = client.reply("c2");
            assertSuccessful(released);
            assertThat(released.getJsonObject("advice").getString("reconnect")).isEqualTo("none");
        }
    }

    @Test
    void theJdksOwnClientIsServed() throws Exception {
        start();
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(server.uri("ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        answer.complete(data.toString());
                        return null;
                    }
                })
                .get(60, TimeUnit.SECONDS);
        socket.sendText(BayeuxSocket.HANDSHAKE, true);

        assertThat(answer.get(60, TimeUnit.SECONDS)).contains("\"successful\":true");
        socket.abort();
    }

    @Test
    void whatComesWithAHandshakeIsUnknown() throws Exception {
        start();
        try (BayeuxSocket client = open()) {
            client.send("[" + BayeuxSocket.HANDSHAKE
                    + ",{\"channel\":\"/meta/subscribe\",\"id\":\"s\",\"clientId\":\"$\",\"subscription\":\"/a\"}]");
            assertSuccessful(client.reply("h"));
            assertFailed(client.reply("s"), "402::session_unknown");
        }
    }

    @Test
    void badMessagesOfABatchDoNotSpoilTheGoodOnes() throws Exception {
        start();
        try (BayeuxSocket client = open().ready()) {
            client.send("""
                    [{"channel":"/a//b","id":"1","clientId":"$","data":1},
                     {"channel":"/a/*","id":"2","clientId":"$","data":1},
                     {"id":"3","clientId":"$","data":1},
                     {"channel":"/a","id":"4","clientId":"$"},
                     {"channel":"/a","id":{},"clientId":"$","data":1},
                     {"channel":"/a","id":"5-a","clientId":"$","data":null}]""");
            assertFailed(client.reply("1"), "405::channel_invalid");
            assertFailed(client.reply("2"), "405::channel_invalid");
            assertFailed(client.reply("3"), "400::channel_missing");
            assertFailed(client.reply("4"), "400::data_missing");
            assertSuccessful(client.reply("5-a"));
            assertFailed(client.event(), "405::message_id_invalid");
        }
    }

    @Test
    void aMessageOfAnUnknownSessionAdvisesAHandshakeAndLeavesTheConnectionOpen() throws Exception {
        start();
        try (BayeuxSocket client = open()) {
            JsonObject reply = client.publish("/a", "1");
            assertFailed(reply, "402::session_unknown");
            assertThat(reply.getJsonObject("advice").getString("reconnect")).isEqualTo("handshake");
            assertThat(reply.getJsonObject("advice").getInt("interval")).isZero();
            assertSuccessful(client.handshake());
        }
    }

    @Test
    void eventsArePushedAtOnceAndTheConnectStaysHeld() throws Exception {
        start();
        try (BayeuxSocket subscriber = open().ready();
                BayeuxSocket publisher = open().ready()) {
            subscriber.subscribe("/a");
            subscriber.hold("held");

            for (int i = 0; i < 3; i++) {
                publisher.publish("/a", "" + i);
                assertThat(subscriber.event().getInt("data")).isEqualTo(i);
            }
            assertThat(subscriber.hasMore()).isFalse();

            server.advance(Duration.ofSeconds(20));
            assertSuccessful(subscriber.reply("held"));
        }
    }

    @Test
    void aSecondConnectTakesThePlaceOfTheFirstWhichGetsNoReply() throws Exception {
        start();
        try (BayeuxSocket client = open().ready()) {
            client.hold("first");
            client.hold("second");

            server.advance(Duration.ofSeconds(20));

            assertSuccessful(client.reply("second"));
            assertThat(client.hasMore()).isFalse();
            client.publish("/a", "1");
            assertThat(client.hasMore()).isFalse();
        }
    }

    @Test
    void aNewConnectionThatNamesTheSessionGoesOnWithIt() throws Exception {
        start();
        try (BayeuxSocket old = open().ready();
                BayeuxSocket successor = open();
                BayeuxSocket publisher = open().ready()) {
            old.subscribe("/a");
            successor.as(old.clientId()).hold("c2");

            publisher.publish("/a", "1");

            assertThat(successor.event().getInt("data")).isEqualTo(1);
        }
    }

    @Test
    void whatIsPublishedBetweenALossAndItsSuccessorIsDelivered() throws Exception {
        start();
        try (BayeuxSocket publisher = open().ready()) {
            BayeuxSocket lost = open().ready();
            lost.subscribe("/a");
            lost.raw().abort();
            server.awaitEnd(CloseReason.CONNECTION_LOST);
            publisher.publish("/a", "1");
            publisher.publish("/a", "2");

            try (BayeuxSocket successor = open().as(lost.clientId())) {
                successor.connect("c2");
                assertThat(successor.event().getInt("data")).isEqualTo(1);
                assertThat(successor.event().getInt("data")).isEqualTo(2);
            }
        }
    }

    @Test
    void aSessionMadeOverHttpGoesOnOverWebSocketWithoutItsCookie() throws Exception {
        start();
        String clientId = handshakeOverHttp().get(0);
        try (BayeuxSocket client = open().as(clientId)) {
            client.connect("c");
            assertSuccessful(client.reply("c"));
            assertSuccessful(client.subscribe("/a"));
            assertSuccessful(client.publish("/a", "1"));
            assertThat(client.event().getInt("data")).isEqualTo(1);
        }
    }

    @Test
    void aSessionMadeOverHttpGoesOnWithItsOwnCookieAndNotWithAnother() throws Exception {
        start();
        List<String> session = handshakeOverHttp();
        String cookie = "BAYEUX_BROWSER=" + session.get(1);
        try (BayeuxSocket other = BayeuxSocket.open(server.uri("ws"), Map.of("Cookie", "BAYEUX_BROWSER=other"));
                BayeuxSocket own = BayeuxSocket.open(server.uri("ws"), Map.of("Cookie", cookie))) {
            JsonObject refused = other.as(session.get(0)).publish("/a", "1");
            assertFailed(refused, "402::session_unknown");
            assertThat(refused.containsKey("advice")).isFalse();
            server.events().await(session.get(0), "foreign", 1);
            assertThat(server.events().of(session.get(0), "foreign")).containsExactly("foreign:websocket");

            assertSuccessful(own.as(session.get(0)).publish("/a", "1"));
        }
    }

    @Test
    void anotherUserCannotTakeASessionOver() throws Exception {
        start();
        try (BayeuxSocket alice = BayeuxSocket.open(server.uri("ws"), Map.of("X-User", "alice"))
                        .ready();
                BayeuxSocket bob = BayeuxSocket.open(server.uri("ws"), Map.of("X-User", "bob"));
                BayeuxSocket nobody = open();
                BayeuxSocket again = BayeuxSocket.open(server.uri("ws"), Map.of("X-User", "alice"))) {
            assertFailed(bob.as(alice.clientId()).publish("/a", "1"), "402::session_unknown");
            server.events().await(alice.clientId(), "foreign", 1);
            assertThat(server.events().of(alice.clientId(), "foreign")).containsExactly("foreign:websocket");
            assertFailed(nobody.as(alice.clientId()).publish("/a", "1"), "402::session_unknown");
            assertSuccessful(alice.publish("/a", "1"));
            assertSuccessful(again.as(alice.clientId()).publish("/a", "1"));
        }
    }

    @Test
    void rolesThatWereNamedBeforehandAreRemembered() throws Exception {
        start("ws.roles", "alice,bob");
        List<List<Boolean>> asked = new CopyOnWriteArrayList<>();
        server.bayeux()
                .createChannel(
                        "/a",
                        channel -> channel.addListener((MessageListener) (from, message) -> {
                            BayeuxContext context = server.bayeux().context().orElseThrow();
                            asked.add(List.of(
                                    context.isUserInRole("alice"),
                                    context.isUserInRole("bob"),
                                    context.isUserInRole("carol")));
                            return Verdict.pass();
                        }));
        for (String user : List.of("alice", "bob", "carol")) {
            try (BayeuxSocket client = BayeuxSocket.open(server.uri("ws"), Map.of("X-User", user))) {
                client.ready().publish("/a", "1");
            }
        }
        assertThat(asked)
                .containsExactly(
                        List.of(true, false, false), List.of(false, true, false), List.of(false, false, false));
    }

    @Test
    void rolesThatAreDeclaredAreSeenAtTheHandshakeWithoutASetting() throws Exception {
        start();
        server.bayeux().declareRoles(List.of("alice", "bob"));
        for (String user : List.of("alice", "carol")) {
            try (BayeuxSocket client = BayeuxSocket.open(server.uri("ws"), Map.of("X-User", user))) {
                ServerSession session =
                        server.bayeux().session(client.ready().clientId()).orElseThrow();
                assertThat(List.of(
                                session.isUserInRole("alice"),
                                session.isUserInRole("bob"),
                                session.isUserInRole("carol")))
                        .containsExactly(user.equals("alice"), false, false);
            }
        }
    }

    @Test
    void aConnectionMustHandshakeWhereThatIsDemanded() throws Exception {
        start("ws.requireHandshakePerConnection", "true");
        try (BayeuxSocket client = open().ready();
                BayeuxSocket other = open()) {
            assertFailed(other.as(client.clientId()).publish("/a", "1"), "402::session_unknown");
            assertSuccessful(client.publish("/a", "1"));
        }
    }

    @Test
    void aForeignPageIsAnswered403BesideTheServlet() throws Exception {
        start();
        Map<String, String> headers = Map.of("Origin", "http://evil.example");
        try (RawWebSocket socket = RawWebSocket.open(server.uri("ws"), headers)) {
            assertThat(socket.status()).isEqualTo(403);
        }
    }

    @Test
    void aPublishThatCrossesTheEndOfItsSessionIsUnknown() throws Exception {
        start();
        try (BayeuxSocket client = open().ready()) {
            server.bayeux().session(client.clientId()).orElseThrow().disconnect();
            server.events().await(client.clientId(), "closed", 1);
            assertThat(server.events().of(client.clientId(), "closed"))
                    .containsExactly("closed:DISCONNECTED_BY_SERVER");
            client.send("{\"channel\":\"/a\",\"id\":\"late\",\"clientId\":\"$\",\"data\":1}");
            assertFailed(client.reply("late"), "402::session_unknown");
        }
    }

    @Test
    void stoppingAnswersTheHeldConnectAndSaysWhy() throws Exception {
        start();
        try (BayeuxSocket client = open().ready();
                BayeuxSocket silent = open()) {
            client.hold("held");

            server.bayeux().stop();

            // Not "none": clients are to come back when the server does.
            assertThat(client.reply("held").getJsonObject("advice").getString("reconnect"))
                    .isEqualTo("retry");
            RawWebSocket.Frame close = client.raw().receiveClose();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.closeReason()).isEqualTo("server stopped");
            assertThat(silent.raw().receiveClose().closeCode()).isEqualTo(1001);
            try (RawWebSocket late = RawWebSocket.open(server.uri("ws"))) {
                assertThat(late.receiveClose().closeCode()).isEqualTo(1001);
            }
        }
    }

    @Test
    void aConnectionThatNeverHandshakesIsClosed() throws Exception {
        start();
        try (BayeuxSocket silent = open();
                BayeuxSocket client = open()) {
            // Refused, and so known to have come.
            silent.publish("/a", "1");
            client.publish("/a", "1");
            server.advance(Duration.ofSeconds(39));
            server.bayeux().sweep();
            assertSuccessful(client.handshake());

            server.advance(Duration.ofSeconds(2));
            server.bayeux().sweep();

            assertThat(silent.raw().receiveClose().closeReason()).isEqualTo("session expired");
            assertSuccessful(client.publish("/a", "1"));
        }
    }

    @Test
    void aSessionWhoseClientIsSilentExpiresAndItsConnectionEnds() throws Exception {
        start();
        try (BayeuxSocket client = open().ready()) {
            server.advance(Duration.ofSeconds(11));
            server.bayeux().sweep();
            server.events().await(client.clientId(), "closed", 1);
            assertThat(server.events().of(client.clientId(), "closed")).containsExactly("closed:EXPIRED");
            server.advance(Duration.ofSeconds(30));
            server.bayeux().sweep();
            assertThat(client.raw().receiveClose().closeReason()).isEqualTo("session expired");
        }
    }

    private List<String> handshakeOverHttp() throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.uri("http"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("["
                                        + BayeuxSocket.HANDSHAKE.replace("\"websocket\"", "\"long-polling\"") + "]"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        JsonObject reply = RawJson.parse(response.body()).value().asJsonArray().getJsonObject(0);
        assertSuccessful(reply);
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        return List.of(reply.getString("clientId"), cookie.split("[=;]")[1]);
    }
}
