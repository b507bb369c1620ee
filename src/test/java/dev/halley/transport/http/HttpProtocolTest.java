package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.JettyHost;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import dev.halley.testing.TestServer;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is special to Bayeux over HTTP, with the whole server, as raw text. */
class HttpProtocolTest {

    private static final Pattern CLIENT_ID = Pattern.compile("\"clientId\":\"(\\w+)\"");
    private static final String HANDSHAKE = """
            [{"channel":"/meta/handshake","id":"1","version":"1.0","supportedConnectionTypes":["long-polling"]}]""";
    private static final String NOTHING = "";

    private final List<AutoCloseable> open = new ArrayList<>();
    private TestServer server = start();

    private TestServer start(String... settings) {
        TestServer started = TestServer.start(settings);
        open.add(0, started);
        return started;
    }

    private void restart(String... settings) {
        server.close();
        server = start(settings);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** A session, and the cookie of its browser. */
    private record Client(String id, String cookie) {

        String message(String channel, String messageId, String more) {
            return "{\"channel\":\"%s\",\"id\":\"%s\",\"clientId\":\"%s\"%s}".formatted(channel, messageId, id, more);
        }

        String connect(String messageId) {
            return "[" + message("/meta/connect", messageId, ",\"connectionType\":\"long-polling\"") + "]";
        }
    }

    private RawHttp connection() {
        RawHttp http = server.connect();
        open.add(http);
        return http;
    }

    private Response post(String body, String cookie) {
        try (RawHttp http = server.connect()) {
            return write(http, body, cookie).read();
        }
    }

    private static RawHttp write(RawHttp http, String body, String cookie) {
        return cookie.isEmpty()
                ? http.post("/cometd", body)
                : http.post("/cometd", body, "Cookie: BAYEUX_BROWSER=" + cookie);
    }

    private Client handshaken() {
        return handshaken(NOTHING);
    }

    /** @param browser the cookie of a browser that has another session already, or nothing */
    private Client handshaken(String browser) {
        Response response = post(HANDSHAKE, browser);
        String cookie = browser.isEmpty() ? cookieOf(response) : browser;
        return new Client(clientIdOf(response), cookie);
    }

    private Client connected() {
        Client client = handshaken();
        post(client.connect("2"), client.cookie());
        return client;
    }

    private Client subscribed(String channel) {
        Client client = connected();
        post(
                "[" + client.message("/meta/subscribe", "s", ",\"subscription\":\"" + channel + "\"") + "]",
                client.cookie());
        return client;
    }

    /** Begins a connect that the server holds. */
    private RawHttp held(Client client, String id) {
        int before = server.events().of(client.id(), "held").size();
        long scheduled = server.time().scheduled();
        RawHttp http = write(connection(), client.connect(id), client.cookie());
        server.events().await(client.id(), "held", before + 1);
        server.time().awaitScheduled(scheduled + 1);
        return http;
    }

    private static String clientIdOf(Response response) {
        Matcher matcher = CLIENT_ID.matcher(response.body());
        assertThat(matcher.find()).as(response.body()).isTrue();
        return matcher.group(1);
    }

    private static String cookieOf(Response response) {
        String set = String.valueOf(response.header("Set-Cookie"));
        return set.substring(set.indexOf('=') + 1, set.indexOf(';'));
    }

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

    // ---- hostile ----

    @Test
    void aHalfOpenPollDisturbsNobodyAndItsSessionEnds() {
        Client gone = subscribed("/chat");
        Client other = subscribed("/chat");
        held(gone, "3").abort();
        RawHttp held = held(other, "3");
        server.bayeux().createChannel("/chat").publish(null, "x".repeat(100_000));
        assertThat(held.read().status()).isEqualTo(200);
        server.events().await(gone.id(), "released", 1);
        assertThat(post("[" + other.message("/a", "4", ",\"data\":1") + "]", other.cookie())
                        .status())
                .isEqualTo(200);
        server.events().await(gone.id(), "closed", () -> server.advance(Duration.ofSeconds(1)));
        assertThat(server.events().of(gone.id(), "closed")).containsExactly("closed:EXPIRED");
    }

    @Test
    void manyFaultyRequestsOnOneConnectionDoNoHarm() {
        try (RawHttp http = server.connect()) {
            for (int i = 0; i < 200; i++) {
                assertThat(http.post("/cometd", "[{\"a\":" + "[".repeat(i))
                                .read()
                                .status())
                        .isEqualTo(400);
            }
            assertThat(http.post("/cometd", HANDSHAKE).read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"channel\":7}]",
                "[{\"channel\":{}}]",
                "[{\"channel\":\"/meta/handshake\",\"supportedConnectionTypes\":7}]",
                "[{\"channel\":\"/meta/handshake\",\"version\":[],\"supportedConnectionTypes\":[]}]",
                "[{\"channel\":\"/meta/handshake\",\"supportedConnectionTypes\":[1,null,{}]}]",
                "[{\"channel\":\"/meta/connect\",\"clientId\":7}]",
                "[{\"channel\":\"/meta/connect\",\"clientId\":\"x\",\"advice\":\"x\"}]",
                "[{\"channel\":\"/meta/subscribe\",\"clientId\":\"x\",\"subscription\":{}}]",
                "[{\"channel\":\"/meta/unknown\",\"clientId\":\"x\"}]",
                "[{\"channel\":\"\",\"data\":1}]",
                "[{\"channel\":\"/<script>\",\"data\":1}]",
                "[{}]",
            })
    void wrongTypesFailTheirMessageAlone(String body) {
        Response response = post(body, NOTHING);
        assertThat(response.status()).isEqualTo(200);
        JsonObject reply = RawJson.parse(response.body()).value().asJsonArray().getJsonObject(0);
        assertThat(reply.getBoolean("successful")).isFalse();
        assertThat(reply.getString("error")).matches("(301|40[0-9]):[^:]*:\\w+");
        assertThat(response.header("Set-Cookie")).isNull();
        assertThat(server.bayeux().sessions()).isEmpty();
    }

    // ---- threads ----

    @Test
    void heldPollsHoldNoThread() {
        server.close();
        server = TestServer.start(new JettyHost(6), (jetty, platform, core) -> {});
        open.add(server);
        List<Client> clients = new ArrayList<>();
        List<RawHttp> polls = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Client client = connected();
            clients.add(client);
            polls.add(held(client, "3"));
        }
        assertThat(server.jetty().threads()).isLessThanOrEqualTo(6);
        assertThat(handshaken().id()).isNotEmpty();

        clients.forEach(
                client -> server.bayeux().session(client.id()).orElseThrow().deliver(null, "/x", 1));
        for (RawHttp poll : polls) {
            assertThat(poll.read().body()).startsWith("[{\"channel\":\"/x\",\"data\":1},");
        }
    }
}
