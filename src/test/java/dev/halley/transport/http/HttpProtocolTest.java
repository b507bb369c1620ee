package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is special to Bayeux over HTTP, with the whole server, as raw text. */
class HttpProtocolTest extends HttpProtocolFixture {

    // ---- the browser's cookie and whose session it is ----

    @Test
    void theHandshakesReplyBringsTheCookieOnce() {
        Response first = post(HANDSHAKE, NOTHING);
        assertThat(first.header("Set-Cookie")).matches("BAYEUX_BROWSER=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax");
        assertThat(post(HANDSHAKE, cookieOf(first)).header("Set-Cookie")).isNull();
    }

    @Test
    void withoutTheCookieOfItsHandshakeASessionIsRefusedWithoutAdvice() {
        Client client = connected();
        for (String cookie : List.of(NOTHING, "another")) {
            assertThat(post("[" + client.message("/a", "9", ",\"data\":1") + "]", cookie)
                            .body())
                    .isEqualTo("""
                            [{"channel":"/a","id":"9","successful":false,"error":"402::session_unknown"}]""");
        }
        assertThat(server.events().of(client.id(), "foreign")).hasSize(2);
    }

    @Test
    void whoTrustsClientsNeedsNoCookie() {
        restart("trustClientSession", "true");
        Client client = connected();
        assertThat(post("[" + client.message("/a", "9", ",\"data\":1") + "]", NOTHING)
                        .body())
                .isEqualTo("[{\"channel\":\"/a\",\"id\":\"9\",\"successful\":true}]");
    }

    @Test
    void allMessagesOfARequestAreOfOneSession() {
        Client mine = connected();
        Client other = handshaken(mine.cookie());
        String body = "[" + mine.message("/a", "1", ",\"data\":1") + "," + other.message("/a", "2", ",\"data\":1") + ","
                + mine.message("/a", "3", ",\"data\":1") + "]";
        assertThat(post(body, mine.cookie()).body()).isEqualTo("""
                        [{"channel":"/a","id":"1","successful":true},\
                        {"channel":"/a","id":"2","successful":false,"error":"402::session_unknown"},\
                        {"channel":"/a","id":"3","successful":true}]""");
    }

    @Test
    void aSessionThatIsNotThereIsToldToHandshakeWhateverTheMessage() {
        for (String channel : List.of("/meta/connect", "/meta/disconnect", "/a", "/service/a")) {
            assertThat(post("{\"channel\":\"" + channel + "\",\"id\":1,\"clientId\":\"x\",\"data\":1}", NOTHING)
                            .body())
                    .isEqualTo(
                            "[{\"channel\":\"" + channel + "\",\"id\":1,\"successful\":false,"
                                    + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\",\"interval\":0}}]");
        }
    }

    // ---- connects ----

    @Test
    void queuedMessagesStandBeforeTheConnectsReply() {
        Client client = subscribed("/chat");
        server.bayeux().createChannel("/chat").publish(null, 1);
        server.bayeux().createChannel("/chat").publish(null, 2);
        assertThat(post(client.connect("9"), client.cookie()).body()).isEqualTo("""
                        [{"channel":"/chat","data":1},{"channel":"/chat","data":2},\
                        {"channel":"/meta/connect","id":"9","successful":true}]""");
    }

    @Test
    void aMessageReleasesTheHeldConnect() {
        Client client = subscribed("/chat");
        RawHttp held = held(client, "9");
        server.bayeux().createChannel("/chat").publish(null, RawJson.parse("1.50e2"));
        assertThat(held.read().body()).isEqualTo("""
                        [{"channel":"/chat","data":1.50e2},{"channel":"/meta/connect","id":"9","successful":true}]""");
    }

    @Test
    void aConnectThatComesWithOthersIsAnsweredAtOnce() {
        Client client = connected();
        String body = "[" + client.message("/a", "3", ",\"data\":1") + ","
                + client.connect("4").substring(1);
        assertThat(post(body, client.cookie()).body()).isEqualTo("""
                        [{"channel":"/a","id":"3","successful":true},\
                        {"channel":"/meta/connect","id":"4","successful":true}]""");
    }

    @ParameterizedTest
    @CsvSource({"'', 500", "408, 408"})
    void aConnectThatANewerOneReplacesGetsAStatus(String setting, int status) {
        if (!setting.isEmpty()) {
            restart("duplicateMetaConnectHttpResponseCode", setting);
        }
        Client client = connected();
        RawHttp older = held(client, "3");
        RawHttp newer = held(client, "4");
        assertThat(older.read().status()).isEqualTo(status);
        server.advance(Duration.ofSeconds(20));
        assertThat(newer.read().body()).isEqualTo("[{\"channel\":\"/meta/connect\",\"id\":\"4\",\"successful\":true}]");
    }

    @Test
    void adviceComesWhenTheClientSentSomeOrItChanged() {
        Client client = connected();
        String asking = "[" + client.message("/meta/connect", "3", ",\"advice\":{\"timeout\":0}") + "]";
        String advice = ",\"advice\":{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":%d}}]";
        assertThat(post(asking, client.cookie()).body())
                .isEqualTo(
                        "[{\"channel\":\"/meta/connect\",\"id\":\"3\",\"successful\":true" + advice.formatted(20_000));

        RawHttp held = held(client, "4");
        server.advance(Duration.ofSeconds(20));
        assertThat(held.read().body()).isEqualTo("[{\"channel\":\"/meta/connect\",\"id\":\"4\",\"successful\":true}]");

        server.bayeux().session(client.id()).orElseThrow().timeout(Duration.ofMillis(5_000));
        RawHttp shorter = held(client, "5");
        server.advance(Duration.ofSeconds(5));
        assertThat(shorter.read().body())
                .isEqualTo(
                        "[{\"channel\":\"/meta/connect\",\"id\":\"5\",\"successful\":true" + advice.formatted(5_000));
    }

    @Test
    void theResponseOfAPostCarriesItsSessionsEvents() {
        Client client = subscribed("/chat");
        RawHttp held = held(client, "9");
        String publish = "[" + client.message("/chat", "3", ",\"data\":{\"x\": 1}") + "]";
        assertThat(post(publish, client.cookie()).body()).isEqualTo("""
                        [{"channel":"/chat","data":{"x": 1}},{"channel":"/chat","id":"3","successful":true}]""");
        server.advance(Duration.ofSeconds(20));
        assertThat(held.read().body()).isEqualTo("[{\"channel\":\"/meta/connect\",\"id\":\"9\",\"successful\":true}]");
    }

    @Test
    void overCallbackPollingEventsOnlyComeWithConnects() {
        HttpTestClient scripts = HttpTestClient.callbackPolling(server.port());
        open.add(0, scripts);
        Conversation client = new Conversation(scripts);
        client.handshake();
        client.reply(client.connect(""));
        client.subscribe("/chat");
        String held = client.connectHeld(server);
        client.publish("/chat", "1");
        assertThat(client.reply(held).getBoolean("successful")).isTrue();
        assertThat(client.has(message -> message.containsKey("data"))).isTrue();
        assertThat(server.events().of(client.clientId(), "released")).hasSize(1);
    }

    // ---- tabs of one browser ----

    @Test
    void theConnectOfASecondTabIsAnsweredAtOnceWithAdvice() {
        Client first = connected();
        Client second = handshaken(first.cookie());
        post(second.connect("2"), second.cookie());
        RawHttp held = held(first, "3");

        assertThat(post(second.connect("4"), second.cookie()).body()).isEqualTo("""
                        [{"channel":"/meta/connect","id":"4","successful":true,\
                        "advice":{"reconnect":"retry","interval":2000,"multiple-clients":true}}]""");

        post("[" + first.message("/meta/disconnect", "5", "") + "]", first.cookie());
        held.read();
        held(second, "6");
    }

    @Test
    void asManyTabsAreHeldAsAreAllowed() {
        restart("maxSessionsPerBrowser", "2");
        Client first = connected();
        held(first, "3");
        Client second = handshaken(first.cookie());
        post(second.connect("2"), second.cookie());
        held(second, "3");
        Client third = handshaken(first.cookie());
        post(third.connect("2"), third.cookie());
        assertThat(post(third.connect("3"), third.cookie()).body()).contains("\"multiple-clients\":true");
    }

    @Test
    void surplusTabsAreRefusedWhereThereIsNoInterval() {
        restart("multiSessionInterval", "0");
        Client first = connected();
        held(first, "3");
        Client second = handshaken(first.cookie());
        post(second.connect("2"), second.cookie());
        JsonObject reply = RawJson.parse(
                        post(second.connect("3"), second.cookie()).body())
                .value()
                .asJsonArray()
                .getJsonObject(0);
        assertThat(reply.getBoolean("successful")).isFalse();
        assertThat(reply.getJsonObject("advice").getString("reconnect")).isEqualTo("none");
    }

    // ---- clients of old ----

    @Test
    void dojoxHandshakesInAForm() {
        String message = """
                [{"version":"1.0","minimumVersion":"0.9","channel":"/meta/handshake","id":"0",\
                "supportedConnectionTypes":["long-polling","callback-polling"],"ext":{"json-comment-filtered":true}}]""";
        try (RawHttp http = server.connect()) {
            byte[] body =
                    ("message=" + URLEncoder.encode(message, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            Response response = http.request("POST", "/cometd", body, "Content-Type: application/x-www-form-urlencoded")
                    .read();
            assertThat(response.header("Content-Type")).isEqualToIgnoringCase("application/json;charset=UTF-8");
            assertThat(response.body()).startsWith("[{").contains("\"successful\":true", "\"version\":\"1.0\"");
        }
    }

    @Test
    void whoAsksForCommentsGetsThemWhereTheyAreOn() {
        restart("JSONCommented", "true");
        String asking = HANDSHAKE.replace("\"id\":\"1\"", "\"id\":\"1\",\"ext\":{\"json-comment-filtered\":true}");
        Response response = post(asking, NOTHING);
        assertThat(response.body()).startsWith("/*[{").endsWith("}]*/");
        Client client = new Client(clientIdOf(response), cookieOf(response));
        assertThat(post(client.connect("2"), client.cookie()).body())
                .isEqualTo("/*[{\"channel\":\"/meta/connect\",\"id\":\"2\",\"successful\":true}]*/");
    }
}
