package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.DeliveryMode;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.Request;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faye's event source, byte by byte. */
class EventSourceTest extends HttpProtocolFixture {

    private static final String ON = "eventsource.clientIdInPath";
    private static final String EVENTS = "Accept: text/event-stream";
    private static final String KEEP_ALIVE = """
            [{"channel":"/meta/connect","id":"%s","successful":true,\
            "advice":{"reconnect":"retry","interval":%d,"timeout":0}}]""";

    @BeforeEach
    void switchOn() {
        restart(ON, "true");
    }

    private void restartWith(String... settings) {
        String[] all = new String[settings.length + 2];
        System.arraycopy(settings, 0, all, 0, settings.length);
        all[settings.length] = ON;
        all[settings.length + 1] = "true";
        restart(all);
    }

    private RawHttp get(String path, String cookie, String... headers) {
        String[] all = new String[headers.length + 1];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Cookie: BAYEUX_BROWSER=" + cookie;
        return connection().bare("GET", path, all);
    }

    private RawHttp ask(Client client) {
        return get("/cometd/" + client.id(), client.cookie(), EVENTS);
    }

    /** @return a connection of whose stream the head and what comes first are read */
    private RawHttp opened(Client client) {
        int held = server.events().of(client.id(), "held").size();
        RawHttp http = ask(client);
        assertThat(http.readHead().status()).isEqualTo(200);
        assertThat(next(http)).isEqualTo("retry: 5000\r\n\r\n");
        server.events().await(client.id(), "held", held + 1);
        return http;
    }

    private static String next(RawHttp http) {
        return http.readEvent();
    }

    /** @return all that is still to come of a stream that ends */
    private static String rest(RawHttp http) {
        StringBuilder all = new StringBuilder();
        for (String next = next(http); !next.isEmpty(); next = next(http)) {
            all.append(next);
        }
        return all.toString();
    }

    private String keepAlive(Client client, String id) {
        return post(
                        "[" + client.message("/meta/connect", id, ",\"connectionType\":\"eventsource\"") + "]",
                        client.cookie())
                .body();
    }

    private ServerSession session(Client client) {
        return server.bayeux().session(client.id()).orElseThrow();
    }

    // ---- whether there is one

    @Test
    void isOfferedLastWhereItIsSwitchedOn() {
        assertThat(post(HANDSHAKE, NOTHING).body())
                .contains("\"streaming\",\"long-polling\",\"callback-polling\",\"eventsource\"]");
    }

    @Test
    void isNotOfferedUnlessItIsSwitchedOnAndIsRefusedAtOnce() {
        restart();
        Response handshake = post(HANDSHAKE, NOTHING);
        assertThat(handshake.body()).doesNotContain("eventsource");
        Client client = clientOf(handshake);
        Response refusal = ask(client).read();
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.body()).doesNotContain(client.id());
        assertThat(server.events().of(client.id(), "held")).isEmpty();
    }

    @Test
    void isNotOfferedWhereItIsNotAllowed() {
        restartWith("allowedTransports", "long-polling");
        Response handshake = post(HANDSHAKE, NOTHING);
        assertThat(handshake.body()).contains("\"supportedConnectionTypes\":[\"long-polling\"]");
        assertThat(ask(clientOf(handshake)).read().status()).isEqualTo(400);
    }

    @Test
    void canBeTheOnlyOneAllowed() {
        restartWith("allowedTransports", "eventsource");
        Client client = clientOf(post(HANDSHAKE.replace("long-polling", "eventsource"), NOTHING));
        RawHttp http = opened(client);
        session(client).deliver(null, "/a", 1);
        assertThat(next(http)).contains("\"data\":1");
    }

    // ---- what goes over the wire

    @Test
    void opensAsFayesServerDoes() {
        Client client = handshaken();
        RawHttp http = ask(client);
        Response head = http.readHead();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-store");
        assertThat(head.header("Connection")).isEqualTo("close");
        assertThat(head.header("X-Accel-Buffering")).isEqualTo("no");
        assertThat(next(http)).isEqualTo("retry: 5000\r\n\r\n");
        session(client).deliver(null, "/a", 1);
        assertThat(next(http)).isEqualTo("data: [{\"channel\":\"/a\",\"data\":1}]\r\n\r\n");
    }

    @Test
    void lineBreaksInTheDataOfOthersDoNotBreakTheEvent() {
        Client client = handshaken();
        RawHttp http = opened(client);
        session(client).deliver(null, "/a", RawJson.parse("[1,\n\n2,\r\n\"\\n\u2028\u2029\",\r3]"));
        assertThat(next(http))
                .isEqualTo("data: [{\"channel\":\"/a\",\"data\":[1,  2,  \"\\n\u2028\u2029\", 3]}]\r\n\r\n");
    }

    @Test
    void aCommentComesWithEachHeartbeatAndAtLeastWithEachTimeout() {
        restartWith("eventsource.timeout", "5000");
        RawHttp http = opened(handshaken());
        server.advance(Duration.ofMillis(5_000));
        assertThat(next(http)).isEqualTo(":\r\n\r\n");
        restartWith("streamHeartbeat", "1000");
        http = opened(handshaken());
        server.advance(Duration.ofMillis(1_000));
        assertThat(next(http)).isEqualTo(":\r\n\r\n");
    }

    @Test
    void publishesAndSubscribesAreAnsweredWhereTheyCame() {
        Client client = handshaken();
        RawHttp http = opened(client);
        post("[" + client.message("/meta/subscribe", "2", ",\"subscription\":\"/a\"") + "]", client.cookie());
        assertThat(post("[" + client.message("/a", "3", ",\"data\":{\"x\":1}") + "]", client.cookie())
                        .body())
                .isEqualTo("[{\"channel\":\"/a\",\"id\":\"3\",\"successful\":true}]");
        assertThat(next(http)).isEqualTo("data: [{\"channel\":\"/a\",\"data\":{\"x\":1}}]\r\n\r\n");
        assertThat(session(client).transport()).contains("eventsource");
    }

    // ---- the connects beside it

    @Test
    void aConnectIsAnsweredAtOnceAndTheNextIsDueAfterTheTimeout() {
        Client client = handshaken();
        RawHttp http = opened(client);
        assertThat(keepAlive(client, "2")).isEqualTo(KEEP_ALIVE.formatted("2", 20_000));
        assertThat(keepAlive(client, "3")).isEqualTo(KEEP_ALIVE.formatted("3", 20_000));
        session(client).deliver(null, "/a", 1);
        assertThat(next(http)).contains("\"data\":1");
        assertThat(session(client).transport()).contains("eventsource");
    }

    @Test
    void aConnectGoesWithOtherMessages() {
        Client client = handshaken();
        RawHttp http = opened(client);
        String both = "[" + client.message("/meta/subscribe", "2", ",\"subscription\":\"/a\"") + ","
                + client.message("/meta/connect", "3", ",\"connectionType\":\"eventsource\",\"advice\":{\"timeout\":0}")
                + "]";
        assertThat(post(both, client.cookie()).body()).contains("\"interval\":20000");
        session(client).deliver(null, "/a", 1);
        assertThat(next(http)).contains("\"data\":1");
    }

    @Test
    void aConnectThatFayeSentBeforeItKnewOfItsStreamLeavesThatAlone() {
        Client client = handshaken();
        RawHttp http = opened(client);
        assertThat(post(client.connect("2"), client.cookie()).body()).contains("\"interval\":500,\"timeout\":20000");
        session(client).deliver(null, "/a", 1);
        assertThat(next(http)).contains("\"data\":1");
        assertThat(keepAlive(client, "3")).isEqualTo(KEEP_ALIVE.formatted("3", 20_000));
        assertThat(session(client).transport()).contains("eventsource");
    }

    @Test
    void aClientThatGoesOnPollingTakesItsEventsAlong() {
        Client client = handshaken();
        RawHttp http = opened(client);
        post(client.connect("2"), client.cookie());
        RawHttp poll = held(client, "3");
        assertThat(rest(http)).isEmpty();
        session(client).deliver(null, "/a", 1);
        assertThat(poll.read().body()).startsWith("[{\"channel\":\"/a\",\"data\":1},{\"channel\":\"/meta/connect\"");
    }

    @Test
    void aPollThatIsHeldGetsItsReplyWhenTheStreamOpens() {
        Client client = connected();
        RawHttp poll = held(client, "3");
        RawHttp http = opened(client);
        Response answer = poll.read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":\"3\",\"successful\":true");
        session(client).deliver(null, "/a", 1);
        assertThat(next(http)).contains("\"data\":1");
    }

    @Test
    void withoutAStreamAConnectTakesWhatWaitsAndTheNextIsDueSoon() {
        Client client = handshaken();
        opened(client).abort();
        server.events().await(client.id(), "released", () -> server.advance(Duration.ofSeconds(1)));
        session(client).deliver(null, "/a", 1);
        assertThat(keepAlive(client, "2"))
                .isEqualTo("[{\"channel\":\"/a\",\"data\":1},"
                        + KEEP_ALIVE.formatted("2", 5_000).substring(1));
    }

    @ParameterizedTest
    @CsvSource({"3000,3000", "5000,5000", "5001,5000", "0,5000", "1,500"})
    void withoutAStreamTheNextConnectIsDueAfterTheTimeoutOrFiveSeconds(String timeout, int interval) {
        restartWith("eventsource.timeout", timeout);
        assertThat(keepAlive(handshaken(), "2")).isEqualTo(KEEP_ALIVE.formatted("2", interval));
    }

    // ---- how long it lives

    @Test
    void theSessionLivesAsLongAsItsConnectsCome() {
        Client client = handshaken();
        RawHttp http = opened(client);
        for (int i = 0; i < 20; i++) {
            server.advance(Duration.ofSeconds(20));
            assertThat(keepAlive(client, "c" + i)).contains("\"successful\":true");
        }
        server.advance(Duration.ofMillis(29_999));
        assertThat(server.bayeux().session(client.id())).isPresent();
        server.events().await(client.id(), "closed", () -> server.advance(Duration.ofMillis(1_001)));
        assertThat(rest(http).replace(":\r\n\r\n", ""))
                .startsWith("data: [{\"channel\":\"/meta/connect\",\"successful\":false")
                .contains("402::session_unknown", "\"reconnect\":\"handshake\"");
    }

    @Test
    void aNewerStreamTakesItsPlaceAndTheOlderEndsWithoutAWord() {
        Client client = handshaken();
        RawHttp older = opened(client);
        RawHttp newer = opened(client);
        assertThat(rest(older)).isEmpty();
        session(client).deliver(null, "/a", 1);
        assertThat(next(newer)).contains("\"data\":1");
    }

    @Test
    void afterAStreamThatBreaksTheNextOneBringsWhatWaited() {
        Client client = handshaken();
        opened(client).abort();
        server.events().await(client.id(), "released", () -> server.advance(Duration.ofSeconds(1)));
        session(client).deliver(null, "/a", "x");
        session(client).deliver(null, "/a", "y");
        assertThat(next(opened(client)))
                .isEqualTo("data: [{\"channel\":\"/a\",\"data\":\"x\"},{\"channel\":\"/a\",\"data\":\"y\"}]\r\n\r\n");
    }

    @Test
    void aDisconnectEndsIt() {
        Client client = handshaken();
        RawHttp http = opened(client);
        post("[" + client.message("/meta/disconnect", "3", "") + "]", client.cookie());
        assertThat(rest(http)).contains("\"reconnect\":\"none\"");
    }

    @Test
    void aServerThatDrainsTellsTheClientToGo() {
        Client client = handshaken();
        RawHttp http = opened(client);
        server.bayeux().drain();
        assertThat(rest(http)).contains("\"error\":\"503::server_draining\"", "\"reconnect\":\"handshake\"");
        assertThat(ask(client).read().status()).isEqualTo(404);
    }

    @Test
    void aClientThatTakesNothingForTheTimeThatIsSetLosesItsStreamAndKeepsItsSession() {
        restartWith("eventsource.sendTimeout", "1000", "maxQueueBytes", "100000000");
        Client client = handshaken();
        int held = server.events().of(client.id(), "held").size();
        ask(client);
        server.events().await(client.id(), "held", held + 1);
        session(client).deliver(null, "/a", "x".repeat(32 << 20));
        server.events().await(client.id(), "released", () -> server.advance(Duration.ofMillis(500)));
        assertThat(server.events().of(client.id(), "released")).containsExactly("released:LOST");
        session(client).deliver(null, "/a", "y");
        assertThat(next(opened(client))).contains("\"data\":\"y\"");
    }

    // ---- who gets none

    @Test
    void anUnknownSessionGetsAnErrorAndTheReasonAndNotItsIdBack() {
        Client nobody = new Client("nobody", handshaken().cookie());
        Response answer = ask(nobody).read();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("402::session_unknown").doesNotContain("nobody");
    }

    @Test
    void theSessionOfAnotherBrowserIsUnknown() {
        Client client = handshaken();
        Response answer = get("/cometd/" + client.id(), "another", EVENTS).read();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("402::session_unknown");
        assertThat(server.events().of(client.id(), "held")).isEmpty();
    }

    @Test
    void aPageOfAnotherOriginIsTurnedAway() {
        Client client = handshaken();
        Response answer = get("/cometd/" + client.id(), client.cookie(), EVENTS, "Origin: https://evil.example")
                .read();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(server.events().of(client.id(), "held")).isEmpty();
    }

    @Test
    void aPageOfAnAllowedOriginGetsIt() {
        restartWith("allowedOrigins", "https://shop.example");
        Client client = handshaken();
        Response head = get("/cometd/" + client.id(), client.cookie(), EVENTS, "Origin: https://shop.example")
                .readHead();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
    }

    @Test
    void anotherTabOfTheBrowserGetsNoneAndLosesNothing() {
        Client first = handshaken();
        opened(first);
        Client second = handshaken(first.cookie());
        session(second).deliver(null, "/a", 1);
        assertThat(ask(second).read().status()).isEqualTo(404);
        assertThat(post(second.connect("3"), second.cookie()).body())
                .contains("\"data\":1", "\"multiple-clients\":true");
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryMode.class,
            names = {"WITH_CONNECT", "ACKNOWLEDGED"})
    void whereEventsGoWithConnectsThereIsNone(DeliveryMode mode) {
        Client client = handshaken();
        session(client).deliveryMode(mode);
        session(client).deliver(null, "/a", 1);
        assertThat(ask(client).read().status()).isEqualTo(404);
        assertThat(post(client.connect("2"), client.cookie()).body()).contains("\"data\":1");
    }

    @Test
    void aTimeoutOfZeroTurnsItOff() {
        restartWith("eventsource.timeout", "0");
        assertThat(ask(handshaken()).read().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/cometd", "/cometd/", "/cometd/x/%s", "/cometd/%s/", "/cometd//%s"})
    void theClientIdIsTheOneSegmentBelowTheEndpoint(String path) {
        Client client = handshaken();
        assertThat(get(path.formatted(client.id()), client.cookie(), EVENTS)
                        .read()
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept: application/json", "Accept: */*"})
    void withoutTheHeaderThereIsNone(String accept) {
        Client client = handshaken();
        assertThat(get("/cometd/" + client.id(), client.cookie(), accept).read().status())
                .isEqualTo(400);
    }

    @Test
    void theContextOfTheRequestDoesNotTellTheClientId() {
        Client client = handshaken();
        Queue<String> urls = new ConcurrentLinkedQueue<>();
        server.bayeux().addExtension(new BayeuxExtension() {
            @Override
            public Verdict<Request> incoming(@Nullable ServerSession session, Request request) {
                server.bayeux().context().ifPresent(context -> urls.add(context.url()));
                return Verdict.pass();
            }
        });
        opened(client);
        keepAlive(client, "2");
        assertThat(urls)
                .hasSize(2)
                .allSatisfy(url -> assertThat(url).endsWith("/cometd").doesNotContain(client.id()));
    }
}
