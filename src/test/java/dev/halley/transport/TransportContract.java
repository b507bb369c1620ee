package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.Request;
import dev.halley.testing.Conversation;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client may expect of every transport. Each transport's test extends it, and says how to reach the server. This
 * part is on batches and faults.
 */
public abstract class TransportContract extends MessagesContract {

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
        assertThat(reply.getJsonArray("supportedConnectionTypes")).hasSizeGreaterThanOrEqualTo(4);
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
        assertThat(conversation().client().refusal(nested(21))).isEqualTo("malformed");
        Conversation client = conversation();
        client.client().send(nested(20));
        assertFailed(client.client().next(), "402::session_unknown");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 500})
    void dataThatNestsAsDeepAsUsualArrives(int arrays) {
        server.close();
        server = start();
        Conversation client = subscribed("/deep");
        String data = "[".repeat(arrays) + "]".repeat(arrays);
        assertSuccessful(client.publish("/deep", data));
        assertThat(client.event().get("data")).hasToString(data);
        assertThat(conversation().client().refusal(nested(501))).isEqualTo("malformed");
    }

    @Test
    void aByteOrderMarkMayComeFirst() {
        Conversation client = ready();
        client.client().send("\uFEFF[" + client.message("/a", "b1", ",\"data\":1") + "]");
        assertSuccessful(client.reply("b1"));
    }

    @Test
    void anEmptyArrayIsTakenForAnEmptyMap() {
        Conversation client = ready();
        client.client().send("[" + client.message("/a", "b1", ",\"ext\":[],\"advice\":[],\"data\":1") + "]");
        assertSuccessful(client.reply("b1"));
    }

    @Test
    void aFieldThatComesTwiceSpoilsItsMessageOnly() {
        Conversation client = ready();
        client.client()
                .send("["
                        + String.join(
                                ",",
                                client.message("/a", "b1", ",\"data\":1,\"data\":2"),
                                client.message("/a", "b2", ",\"data\":1"))
                        + "]");
        assertFailed(client.reply("b1"), "400:data:field_invalid");
        assertSuccessful(client.reply("b2"));
    }

    @Test
    void whatResemblesAHandshakeIsNone() {
        Conversation client = conversation();
        client.client().send("""
                [{"channel":"/meta/handshake/","id":"b1","version":"1.0","supportedConnectionTypes":["%s"]}]""".formatted(client.client().transport()));
        assertFailed(client.reply("b1"), "400:/meta/handshake/:channel_invalid");
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
        assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(client.client().upstream());
        assertThat(server.bayeux().sessions()).isEmpty();
    }
}
