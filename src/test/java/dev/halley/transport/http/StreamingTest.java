package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.DeliveryMode;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connect whose response is a stream, byte by byte. */
class StreamingTest extends HttpProtocolFixture {

    private static final String EVENTS = "Accept: text/event-stream";

    private static String connect(Client client, String id, String more) {
        return "[" + client.message("/meta/connect", id, ",\"connectionType\":\"streaming\"" + more) + "]";
    }

    private RawHttp ask(Client client, String body, String... headers) {
        String[] all = new String[headers.length + 1];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Cookie: BAYEUX_BROWSER=" + client.cookie();
        return connection().post("/cometd/connect", body, all);
    }

    /** @return a connection of whose stream the head and the first comment are read */
    private RawHttp opened(Client client, String id) {
        int held = server.events().of(client.id(), "held").size();
        RawHttp http = ask(client, connect(client, id, ""), EVENTS);
        assertThat(http.readHead().header("Content-Type")).isEqualToIgnoringCase("text/event-stream;charset=UTF-8");
        assertThat(chunk(http)).isEqualTo(": open\n\n");
        server.events().await(client.id(), "held", held + 1);
        return http;
    }

    private static String chunk(RawHttp http) {
        return new String(http.readChunk(), StandardCharsets.UTF_8);
    }

    /** @return all that is still to come of a stream that ends */
    private static String rest(RawHttp http) {
        StringBuilder all = new StringBuilder();
        for (String next = chunk(http); !next.isEmpty(); next = chunk(http)) {
            all.append(next);
        }
        return all.toString();
    }

    private ServerSession session(Client client) {
        return server.bayeux().session(client.id()).orElseThrow();
    }

    @Test
    void opensWithHeadersForProxiesAndAComment() {
        Client client = handshaken();
        RawHttp http = ask(client, connect(client, "2", ""), EVENTS);
        Response head = http.readHead();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualToIgnoringCase("text/event-stream;charset=UTF-8");
        assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-store, no-transform");
        assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
        assertThat(head.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(head.header("Content-Length")).isNull();
        assertThat(chunk(http)).isEqualTo(": open\n\n");
    }

    @Test
    void eventsAreLinesOfDataAndThePublishIsAnsweredWhereItCame() {
        Client client = handshaken();
        session(client);
        post("[" + client.message("/meta/subscribe", "2", ",\"subscription\":\"/a\"") + "]", client.cookie());
        RawHttp http = opened(client, "3");
        assertThat(post("[" + client.message("/a", "4", ",\"data\":{\"x\":1}") + "]", client.cookie())
                        .body())
                .isEqualTo("[{\"channel\":\"/a\",\"id\":\"4\",\"successful\":true}]");
        assertThat(chunk(http)).isEqualTo("data: [{\"channel\":\"/a\",\"data\":{\"x\":1}}]\n\n");
        assertThat(session(client).transport()).contains("streaming");
    }

    @Test
    void lineBreaksInTheDataOfOthersDoNotBreakTheEvent() {
        Client client = handshaken();
        RawHttp http = opened(client, "2");
        session(client).deliver(null, "/a", RawJson.parse("[1,\n\n2,\r\n\"\\n\u2028\",\r3]"));
        assertThat(chunk(http)).isEqualTo("data: [{\"channel\":\"/a\",\"data\":[1,  2,  \"\\n\u2028\", 3]}]\n\n");
    }

    @Test
    void whatWaitsGoesTogetherWhenTheStreamOpens() {
        Client client = handshaken();
        session(client).deliver(null, "/a", 1);
        session(client).deliver(null, "/a", 2);
        RawHttp http = opened(client, "2");
        assertThat(chunk(http))
                .isEqualTo("data: [{\"channel\":\"/a\",\"data\":1},{\"channel\":\"/a\",\"data\":2}]\n\n");
    }

    @Test
    void aCommentComesWithEachHeartbeat() {
        restart("streamHeartbeat", "1000");
        Client client = handshaken();
        RawHttp http = opened(client, "2");
        for (int i = 0; i < 3; i++) {
            server.advance(Duration.ofMillis(1_000));
            assertThat(chunk(http)).isEqualTo(":\n\n");
        }
    }

    @Test
    void aCommentComesAtLeastWithEachTimeout() {
        restart("timeout", "5000");
        RawHttp http = opened(handshaken(), "2");
        server.advance(Duration.ofMillis(5_000));
        assertThat(chunk(http)).isEqualTo(":\n\n");
    }

    @Test
    void endsWithTheReplyAfterItsTimeAndTheSessionGoesOn() {
        restart("streamDuration", "10000", "streamHeartbeat", "60000", "timeout", "60000");
        Client client = handshaken();
        RawHttp http = opened(client, "2");
        server.advance(Duration.ofMillis(7_999));
        assertThat(server.events().of(client.id(), "released")).isEmpty();
        server.advance(Duration.ofMillis(4_001));
        assertThat(rest(http)).isEqualTo("""
                data: [{"channel":"/meta/connect","id":"2","successful":true,\
                "advice":{"reconnect":"retry","interval":0,"timeout":60000}}]

                """);
        session(client).deliver(null, "/a", 1);
        assertThat(chunk(opened(client, "3"))).isEqualTo("data: [{\"channel\":\"/a\",\"data\":1}]\n\n");
    }

    @Test
    void aNewerConnectEndsItWithItsReplyOfWhateverKindItIs() {
        Client client = handshaken();
        RawHttp http = opened(client, "2");
        RawHttp newer = opened(client, "3");
        assertThat(rest(http)).startsWith("data: [{\"channel\":\"/meta/connect\",\"id\":\"2\",\"successful\":true");
        RawHttp poll = held(client, "4");
        assertThat(rest(newer)).startsWith("data: [{\"channel\":\"/meta/connect\",\"id\":\"3\",\"successful\":true");
        session(client).deliver(null, "/a", 1);
        assertThat(poll.read().body()).startsWith("[{\"channel\":\"/a\",\"data\":1},{\"channel\":\"/meta/connect\"");
    }

    @Test
    void aDisconnectEndsIt() {
        Client client = handshaken();
        RawHttp http = opened(client, "2");
        post("[" + client.message("/meta/disconnect", "3", "") + "]", client.cookie());
        assertThat(rest(http)).isEqualTo("""
                data: [{"channel":"/meta/connect","id":"2","successful":true,"advice":{"reconnect":"none"}}]

                """);
    }

    @Test
    void aServerThatDrainsEndsIt() {
        Client client = handshaken();
        RawHttp http = opened(client, "2");
        server.bayeux().drain();
        assertThat(rest(http)).contains("\"error\":\"503::server_draining\"", "\"reconnect\":\"handshake\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryMode.class,
            names = {"WITH_CONNECT", "ACKNOWLEDGED"})
    void whereEventsGoWithConnectsItEndsAfterEachBatch(DeliveryMode mode) {
        Client client = handshaken();
        session(client).deliveryMode(mode);
        RawHttp http = opened(client, "2");
        session(client).deliver(null, "/a", 1);
        assertThat(rest(http))
                .startsWith("data: [{\"channel\":\"/a\",\"data\":1},{\"channel\":\"/meta/connect\",\"id\":\"2\"");
    }

    @Test
    void afterAStreamThatBreaksTheNextOneBringsWhatWaited() {
        Client client = handshaken();
        opened(client, "2").abort();
        server.events().await(client.id(), "released", () -> server.advance(Duration.ofSeconds(1)));
        session(client).deliver(null, "/a", "y");
        assertThat(chunk(opened(client, "3"))).contains("\"data\":\"y\"");
    }

    @Test
    void aClientThatTakesNothingForTheTimeThatIsSetLosesItsStreamAndKeepsItsSession() {
        restart("streaming.sendTimeout", "1000", "maxQueueBytes", "100000000");
        Client client = handshaken();
        int held = server.events().of(client.id(), "held").size();
        ask(client, connect(client, "1", ""), EVENTS);
        server.events().await(client.id(), "held", held + 1);
        session(client).deliver(null, "/a", "x".repeat(32 << 20));
        server.events().await(client.id(), "released", () -> server.advance(Duration.ofMillis(500)));
        assertThat(server.events().of(client.id(), "released")).containsExactly("released:LOST");
        session(client).deliver(null, "/a", "y");
        assertThat(chunk(opened(client, "2"))).contains("\"data\":\"y\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept: application/json", "Accept: */*"})
    void withoutTheHeaderItIsAPoll(String accept) {
        Client client = handshaken();
        RawHttp first = ask(client, connect(client, "2", ""), accept);
        assertThat(first.read().header("Content-Type")).isEqualToIgnoringCase("application/json;charset=UTF-8");
    }

    @Test
    void aClientThatWillNotBeHeldIsAnsweredAtOnce() {
        Client client = handshaken();
        Response answer = ask(client, connect(client, "2", ",\"advice\":{\"timeout\":0}"), EVENTS)
                .read();
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("application/json;charset=UTF-8");
        assertThat(answer.body()).contains("\"successful\":true");
    }

    @Test
    void aRefusalIsAnsweredAsAPollIs() {
        Client client = handshaken();
        Response answer = ask(client, connect(new Client("nobody", client.cookie()), "2", ""), EVENTS)
                .read();
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("application/json;charset=UTF-8");
        assertThat(answer.body()).contains("402::session_unknown");
    }

    @Test
    void anotherTabOfTheBrowserIsToldToWaitAndGetsWhatWaitsForIt() {
        Client first = handshaken();
        opened(first, "2");
        Client second = handshaken(first.cookie());
        session(second).deliver(null, "/a", 1);
        Response answer = ask(second, connect(second, "3", ""), EVENTS).read();
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("application/json;charset=UTF-8");
        assertThat(answer.body()).contains("\"data\":1", "\"multiple-clients\":true");
    }

    @ParameterizedTest
    @CsvSource({"streaming,text/event-stream", "long-polling,application/json"})
    void onlyWhatIsAllowedIsOffered(String allowed, String type) {
        restart("allowedTransports", allowed);
        Response handshake = post(HANDSHAKE.replace("long-polling", allowed), NOTHING);
        assertThat(handshake.body()).contains("\"supportedConnectionTypes\":[\"" + allowed + "\"]");
        Client client = clientOf(handshake);
        RawHttp http = ask(client, connect(client, "2", ""), EVENTS);
        assertThat(http.readHead().header("Content-Type")).isEqualToIgnoringCase(type + ";charset=UTF-8");
    }
}
