package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.DeliveryMode;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.TestServer;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may expect of every transport. Each transport's test extends it, and says how to reach the server. */
public abstract class TransportContract {

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

    private Conversation subscribed(String channel) {
        Conversation conversation = conversation();
        conversation.handshake();
        conversation.reply(conversation.connect(""));
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

    private static String reconnect(JsonObject reply) {
        return reply.containsKey("advice") ? reply.getJsonObject("advice").getString("reconnect") : "";
    }

    // ---- life ----

    @Test
    void aHandshakeTellsAllThatAClientNeeds() {
        JsonObject reply = conversation().handshake();

        assertSuccessful(reply);
        assertThat(reply.getString("channel")).isEqualTo("/meta/handshake");
        assertThat(reply.getString("version")).isEqualTo("1.0");
        assertThat(reply.getString("minimumVersion")).isEqualTo("1.0");
        assertThat(reply.getString("clientId")).matches("[A-Za-z0-9]{20,}");
        assertThat(reply.getJsonArray("supportedConnectionTypes").toString())
                .isEqualTo("[\"websocket\",\"long-polling\",\"callback-polling\"]");
        assertThat(reply.getJsonObject("advice"))
                .isEqualTo(RawJson.parse("{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":20000}")
                        .value());
    }

    @Test
    void theFirstConnectIsAnsweredAtOnceAndTheSecondIsHeldForItsTime() {
        Conversation client = conversation();
        client.handshake();
        assertSuccessful(client.reply(client.connect("")));

        String held = client.connectHeld(server);
        server.advance(Duration.ofMillis(19_999));
        assertSuccessful(client.publish("/a", "1"));
        assertThat(server.events().of(client.clientId(), "released")).isEmpty();
        server.advance(Duration.ofMillis(1));
        JsonObject reply = client.reply(held);
        assertSuccessful(reply);
        assertThat(reply.containsKey("advice")).isFalse();
        assertThat(server.events().of(client.clientId(), "released")).containsExactly("released:TIMEOUT");
    }

    @Test
    void aClientMayAskNotToBeHeld() {
        Conversation client = conversation();
        client.handshake();
        client.reply(client.connect(""));
        JsonObject reply = client.reply(client.connect(",\"advice\":{\"timeout\":0}"));
        assertSuccessful(reply);
        assertThat(reply.getJsonObject("advice").getInt("timeout")).isEqualTo(20_000);
    }

    @Test
    void aClientMayBeHeldShorterButNotLonger() {
        Conversation client = conversation();
        client.handshake();
        client.reply(client.connect(""));
        String shorter = client.connectHeld(server, ",\"advice\":{\"timeout\":1000}");
        server.advance(Duration.ofMillis(1_000));
        assertSuccessful(client.reply(shorter));
        String longer = client.connectHeld(server, ",\"advice\":{\"timeout\":9999999}");
        server.advance(Duration.ofMillis(20_000));
        assertSuccessful(client.reply(longer));
    }

    @Test
    void aNewConnectTakesTheOlderOnesPlace() {
        Conversation client = ready();
        String older = client.connectHeld(server);
        String newer = client.connectHeld(server);
        server.advance(Duration.ofMillis(20_000));
        assertSuccessful(client.reply(newer));
        assertThat(client.has(message -> message.getString("id", "").equals(older)))
                .isFalse();
        assertThat(client.client().hasNothing()).isTrue();
    }

    @Test
    void aDisconnectReleasesTheHeldConnect() {
        Conversation client = conversation();
        String held = client.ready(server);
        assertSuccessful(client.disconnect());
        JsonObject reply = client.reply(held);
        assertSuccessful(reply);
        assertThat(reconnect(reply)).isEqualTo("none");
        assertThat(server.bayeux().session(client.clientId())).isEmpty();
        assertThat(server.events().named("closed")).containsExactly("closed:DISCONNECTED");
    }

    @Test
    void afterADisconnectTheSessionIsUnknown() {
        Conversation client = conversation();
        client.handshake();
        client.disconnect();
        JsonObject reply = client.publish("/a", "1");
        assertFailed(reply, "402::session_unknown");
        assertThat(reconnect(reply)).isEqualTo("handshake");
    }

    @Test
    void theServerCanEndASession() {
        Conversation client = conversation();
        String held = client.ready(server);
        session(client).disconnect();
        assertThat(reconnect(client.reply(held))).isEqualTo("none");
        assertSuccessful(client.first(message -> message.getString("channel").equals("/meta/disconnect")));
    }

    @Test
    void aClientThatVanishesIsForgottenInTime() {
        Conversation gone = ready();
        Conversation other = ready();
        gone.client().abort();
        assertSuccessful(other.publish("/a", "1"));
        // A server that notices ends the hold at once; one that does not when its time is over.
        server.events().await(gone.clientId(), "closed", () -> server.advance(Duration.ofSeconds(5)));
        assertThat(server.events().of(gone.clientId(), "closed")).containsExactly("closed:EXPIRED");
        assertThat(server.bayeux().session(gone.clientId())).isEmpty();
    }

    @Test
    void aServerThatStopsReleasesTheHeldConnects() {
        Conversation client = conversation();
        String held = client.ready(server);
        server.stopCore();
        JsonObject reply = client.reply(held);
        assertSuccessful(reply);
        assertThat(reconnect(reply)).isEqualTo("retry");
    }

    // ---- messages ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "\"\"",
                "\"\\u00e9 é \uD83D\uDE00 \\ud83d\\ude00 <b>&amp;</b> */ </script> \\\"\"",
                "[[1,[2]],{\"a\":{\"a\":[]}}]",
                "123456789012345678901234567890.10",
                "1e400",
                "{\"a\":1 , \"a\":2}",
            })
    void dataReachesTheSubscriberAsItWasSent(String data) {
        Conversation subscriber = subscribed("/chat");
        Conversation publisher = ready();
        assertSuccessful(publisher.publish("/chat", data));
        JsonObject event = subscriber.event();
        assertThat(event.keySet()).containsExactlyInAnyOrder("channel", "data");
        assertThat(event.getString("channel")).isEqualTo("/chat");
        assertThat(event.get("data")).isEqualTo(RawJson.parse(data).value());
    }

    @Test
    void unknownFieldsAndExtReachTheSubscriber() {
        Conversation subscriber = subscribed("/chat");
        Conversation publisher = ready();
        publisher.reply(publisher.send("/chat", """
                ,"data":1,"ext":{"x":1},"groupName":"g","advice":{"reconnect":"none"},"successful":true,"error":"e",\
                "subscription":"/x\""""));
        JsonObject event = subscriber.event();
        assertThat(event.keySet()).containsExactlyInAnyOrder("channel", "data", "ext", "groupName");
    }

    @Test
    void aPublisherThatIsSubscribedGetsItsOwnMessage() {
        Conversation client = subscribed("/chat");
        assertSuccessful(client.publish("/chat", "\"mine\""));
        assertThat(client.event().getString("data")).isEqualTo("mine");
    }

    @Test
    void wildcardsMatchAndEachClientGetsAMessageOnce() {
        Conversation client = conversation().keepConnecting();
        client.handshake();
        client.reply(client.connect(""));
        for (String pattern : List.of("/a/*", "/a/**", "/**", "/a/b", "/a/b")) {
            assertSuccessful(client.subscribe(pattern));
        }
        assertSuccessful(client.publish("/a/b", "1"));
        assertThat(client.event().getInt("data")).isEqualTo(1);
        client.publish("/a/b", "2");
        assertThat(client.event().getInt("data")).isEqualTo(2);
    }

    @Test
    void messagesArriveInTheirOrder() {
        Conversation subscriber = subscribed("/chat").keepConnecting();
        Conversation publisher = ready();
        for (int i = 0; i < 100; i++) {
            publisher.publish("/chat", String.valueOf(i));
        }
        List<Integer> got = new ArrayList<>();
        while (got.size() < 100) {
            got.add(subscriber.event().getInt("data"));
        }
        assertThat(got).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void aLargeMessageArrives() {
        Conversation client = subscribed("/chat");
        String large = "é".repeat(700_000);
        server.bayeux().createChannel("/chat").publish(null, large);
        assertThat(client.event().getString("data")).isEqualTo(large);
    }

    @Test
    void manyMessagesArrive() {
        Conversation client = subscribed("/chat").keepConnecting();
        session(client).batch(() -> {
            for (int i = 0; i < 3_000; i++) {
                session(client).deliver(null, "/private", "x".repeat(500) + i);
            }
        });
        for (int i = 0; i < 3_000; i++) {
            assertThat(client.event().getString("data")).isEqualTo("x".repeat(500) + i);
        }
    }

    @Test
    void eventsOnlyWithConnectsStandBeforeTheReply() {
        Conversation client = conversation();
        String held = client.ready(server);
        session(client).deliveryMode(DeliveryMode.WITH_CONNECT);
        session(client).deliver(null, "/private", 1);
        assertSuccessful(client.reply(held));
        assertThat(client.has(message -> message.containsKey("data"))).isTrue();
    }

    @Test
    void aServiceMessageReachesItsListener() {
        var got = new LinkedBlockingQueue<String>();
        server.bayeux().createChannel("/service/echo").addListener((MessageListener) (from, message) -> {
            got.add(String.valueOf(message.data()));
            from.deliver(from, message.channel().toString(), message.data());
            return Verdict.pass();
        });
        Conversation client = ready();
        assertSuccessful(client.publish("/service/echo", "{\"a\":1}"));
        assertThat(got).containsExactly("{\"a\":1}");
        assertThat(client.event().getJsonObject("data").getInt("a")).isEqualTo(1);
        assertSuccessful(client.publish("/service/other", "1"));
        assertThat(server.bayeux().channel("/service/other")).isEmpty();
    }

    @Test
    void anUnsubscribedClientGetsNothing() {
        Conversation client = subscribed("/chat");
        assertSuccessful(client.unsubscribe("/chat"));
        assertSuccessful(client.publish("/chat", "1"));
        session(client).deliver(null, "/private", 2);
        assertThat(client.event().getInt("data")).isEqualTo(2);
        assertFailed(client.unsubscribe("/never"), "400::channel_missing");
    }

    // ---- batches and faults ----

    @Test
    void theMessagesOfABatchAreAnsweredInTheirOrder() {
        Conversation client = ready();
        List<String> messages = List.of(
                client.message("/meta/subscribe", "b1", ",\"subscription\":[\"/a\",\"/b\"]"),
                client.message("/a", "b2", ",\"data\":1"),
                client.message("/meta/unsubscribe", "b3", ",\"subscription\":\"/a\""),
                client.message("/service/x", "b4", ""));
        client.client().send("[" + String.join(",", messages) + "]");
        List<String> ids = new ArrayList<>();
        while (ids.size() < 4) {
            JsonObject reply =
                    client.first(message -> message.getString("id", "").startsWith("b"));
            assertSuccessful(reply);
            ids.add(reply.getString("id"));
        }
        assertThat(ids).containsExactly("b1", "b2", "b3", "b4");
        assertThat(client.event().getInt("data")).isEqualTo(1);
    }

    @Test
    void aBadMessageSpoilsNotItsBatch() {
        Conversation client = ready();
        client.client()
                .send("["
                        + String.join(
                                ",",
                                client.message("/a//b", "b1", ",\"data\":1"),
                                client.message("/a/*/b", "b2", ",\"data\":1"),
                                client.message("/a/*", "b3", ",\"data\":1"),
                                client.message("/a", "b4", ""),
                                "{\"id\":\"b5\"}",
                                client.message("/a", "b6", ",\"ext\":7,\"data\":1"),
                                client.message("/a", "b7", ",\"data\":1"))
                        + "]");
        assertFailed(client.reply("b1"), "405::channel_invalid");
        assertFailed(client.reply("b2"), "405::channel_invalid");
        assertFailed(client.reply("b3"), "405::channel_invalid");
        assertFailed(client.reply("b4"), "400::data_missing");
        assertFailed(client.reply("b5"), "400::channel_missing");
        assertThat(client.reply("b6").getString("error")).startsWith("400:");
        assertSuccessful(client.reply("b7"));
    }

    @Test
    void nothingGoesWithAHandshake() {
        Conversation client = conversation();
        client.client().send("""
                [{"channel":"/meta/handshake","id":"b1","version":"1.0","supportedConnectionTypes":["%s"]},\
                {"channel":"/a","id":"b2","data":1}]""".formatted(client.client().transport()));
        assertSuccessful(client.reply("b1"));
        assertFailed(client.reply("b2"), "402::session_unknown");
    }

    @Test
    void anUnknownSessionIsToldToHandshake() {
        Conversation client = conversation().as("nobody");
        for (JsonObject reply : List.of(
                client.publish("/a", "1"),
                client.subscribe("/a"),
                client.reply(client.connect("")),
                client.disconnect())) {
            assertFailed(reply, "402::session_unknown");
            assertThat(reply.getJsonObject("advice"))
                    .isEqualTo(RawJson.parse("{\"reconnect\":\"handshake\",\"interval\":0}")
                            .value());
        }
    }

    @Test
    void noConnectionTypeInCommonFailsTheHandshake() {
        Conversation client = conversation();
        client.client().send("""
                [{"channel":"/meta/handshake","id":"b1","version":"1.0","supportedConnectionTypes":["flash","iframe"]}]""");
        JsonObject reply = client.reply("b1");
        assertFailed(reply, "301:flash,iframe:no_common_connection_type");
        assertThat(reconnect(reply)).isEqualTo("none");
        assertThat(reply.containsKey("clientId")).isFalse();
        assertThat(reply.getJsonArray("supportedConnectionTypes")).hasSize(3);
    }

    @Test
    void idsAreEchoedAsTheyCame() {
        Conversation client = ready();
        for (String id : List.of("\"550e8400-e29b-41d4-a716-446655440000\"", "\"a b/é\"", "7", "1.50", "\"\"")) {
            client.client()
                    .send("[{\"channel\":\"/a\",\"data\":1,\"clientId\":\"%s\",\"id\":%s}]"
                            .formatted(client.clientId(), id));
            JsonObject reply = client.client().next();
            assertSuccessful(reply);
            assertThat(reply.get("id")).isEqualTo(RawJson.parse(id).value());
        }
        client.client()
                .send("[{\"channel\":\"/a\",\"data\":1,\"clientId\":\"%s\",\"id\":[]}]".formatted(client.clientId()));
        JsonObject reply = client.client().next();
        assertFailed(reply, "405::message_id_invalid");
        assertThat(reply.containsKey("id")).isFalse();
    }

    @Test
    void theFirstIllegalSubscriptionOfSeveralRefusesAll() {
        Conversation client = ready();
        JsonObject reply =
                client.reply(client.send("/meta/subscribe", ",\"subscription\":[\"/a\",\"/meta/x\",\"/b\"]"));
        assertThat(reply.getBoolean("successful")).isFalse();
        assertThat(session(client).subscriptions()).isEmpty();
        assertThat(client.subscribe("/meta/connect").getString("error")).startsWith("403:");
        assertSuccessful(client.subscribe("/service/x"));
        assertThat(session(client).subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "[]",
                "null",
                "[1]",
                "[[]]",
                "\"a\"",
                "[{}",
                "[{},]",
                "[{\"a\":01}]",
                "{\"a\":\"\t\"}"
            })
    void whatIsNotMessagesIsTurnedAway(String text) {
        Conversation other = ready();
        assertThat(conversation().client().refusal(text)).isEqualTo("malformed");
        assertSuccessful(other.publish("/a", "1"));
    }

    @Test
    void whatNestsTooDeepIsTurnedAway() {
        assertThat(conversation().client().refusal(nested(19))).isEqualTo("malformed");
        Conversation client = conversation();
        client.client().send(nested(18));
        assertFailed(client.client().next(), "402::session_unknown");
    }

    private static String nested(int arrays) {
        return "[{\"channel\":\"/a\",\"data\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}]";
    }

    @Test
    void aBatchIsBounded() {
        Conversation client = conversation();
        String message = "{\"channel\":\"/a\"}";
        client.client().send("[" + String.join(",", Collections.nCopies(20, message)) + "]");
        for (int i = 0; i < 20; i++) {
            assertThat(client.client().next().getBoolean("successful")).isFalse();
        }
        assertThat(conversation().client().refusal("[" + String.join(",", Collections.nCopies(21, message)) + "]"))
                .isEqualTo("too large");
    }

    @Test
    void aMessageIsBounded() {
        String message = "{\"channel\":\"/a\"}";
        Conversation client = conversation();
        client.client().send(message + " ".repeat(5_000 - message.length()));
        assertThat(client.client().next().getBoolean("successful")).isFalse();
        assertThat(conversation().client().refusal(message + " ".repeat(5_001 - message.length())))
                .isEqualTo("too large");
    }

    @Test
    void aListenerThatThrowsFailsNobodyElse() {
        server.bayeux().createChannel("/bad").addListener((MessageListener) (from, message) -> {
            throw new IllegalStateException("secret");
        });
        Conversation client = ready();
        client.publish("/bad", "1");
        assertSuccessful(client.publish("/a", "1"));
    }

    @Test
    void thePolicySeesTheTransport() throws Exception {
        var seen = new LinkedBlockingQueue<String>();
        server.bayeux().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer bayeux, ServerSession session, Request.Handshake handshake) {
                seen.add(bayeux.context().orElseThrow().transport());
                return Decision.deny("because");
            }
        });
        Conversation client = conversation();
        JsonObject reply = client.handshake();
        assertThat(reply.getBoolean("successful")).isFalse();
        assertThat(reconnect(reply)).isEqualTo("none");
        assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(client.client().transport());
        assertThat(server.bayeux().sessions()).isEmpty();
    }

    protected final ServerSession session(Conversation of) {
        return server.bayeux().session(of.clientId()).orElseThrow();
    }

    /** Ends a session for a reason that is not the client's. */
    protected final void end(Conversation of, CloseReason reason) {
        session(of).disconnect(reason);
    }
}
