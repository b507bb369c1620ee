package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.testkit.Visitor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionResolverTest {

    private static final String UNKNOWN = """
            {"channel":"/a","id":"1","successful":false,"error":"402::session_unknown",\
            "advice":{"reconnect":"handshake","interval":0}}""";
    private static final String FOREIGN = """
            {"channel":"/a","id":"1","successful":false,"error":"402::session_unknown"}""";
    private static final String PUBLISHED = """
            {"channel":"/a","id":"1","successful":true}""";
    private static final String PUBLISH = """
            {"channel":"/a","id":"1","clientId":"$","data":1}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void publishOfAnAbsentSessionIsUnknownAndAdvisesAHandshake(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind);
        assertThat(peer.ask("""
                {"channel":"/a","id":"1","clientId":"nobody","data":1}""")).containsExactly(UNKNOWN);
        assertThat(peer.ask("""
                {"channel":"/a","id":"1","data":1}""")).containsExactly(UNKNOWN);
        assertThat(server.core().channels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta/connect", "/meta/disconnect"})
    void everyKindOfMessageOfAnAbsentSessionAdvisesAHandshake(String channel) {
        assertThat(servers.start().webSocket().ask("{\"channel\":\"" + channel + "\",\"clientId\":\"x\"}"))
                .containsExactly("{\"channel\":\"" + channel + """
                        ","successful":false,"error":"402::session_unknown",\
                        "advice":{"reconnect":"handshake","interval":0}}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscribe", "unsubscribe"})
    void subscriptionIsEchoedToAnAbsentSession(String verb) {
        assertThat(servers.start().webSocket().ask("""
                {"channel":"/meta/%s","id":7,"clientId":"x","subscription":["/a","/b"]}""".formatted(verb))).containsExactly("""
                {"channel":"/meta/%s","id":7,"successful":false,"error":"402::session_unknown",\
                "subscription":["/a","/b"],"advice":{"reconnect":"handshake","interval":0}}""".formatted(verb));
    }

    @Test
    void messageOfAnotherBrowsersSessionIsRefusedWithoutAdvice() {
        TestCore server = servers.start();
        TestPeer owner = server.http("mine").connected();
        TestPeer thief = server.http("other").as(owner);
        assertThat(thief.ask(PUBLISH)).containsExactly(FOREIGN);
        TestPeer withoutCookie = server.http((String) null).as(owner);
        assertThat(withoutCookie.ask(PUBLISH)).containsExactly(FOREIGN);
        assertThat(server.events().of(owner.clientId()))
                .containsSubsequence("foreign:long-polling", "foreign:long-polling");
        assertThat(server.http("mine").as(owner).ask(PUBLISH)).containsExactly(PUBLISHED);
    }

    @Test
    void foreignConnectDoesNotDisturbTheHeldOne() {
        TestCore server = servers.start();
        TestPeer owner = server.http("mine").connected();
        Wire held = owner.held();
        TestPeer thief = server.http("other").as(owner);
        thief.connect();
        assertThat(thief.received()).containsExactly("""
                {"channel":"/meta/connect","successful":false,"error":"402::session_unknown"}""");
        assertThat(held.isPending()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void allMessagesOfARequestAreOfOneSession(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer other = server.http("b").connected();
        TestPeer peer = (kind == Link.Kind.DUPLEX ? server.webSocket() : server.http("b")).connected();
        assertThat(peer.ask("""
                [{"channel":"/a","id":"1","clientId":"$","data":1},
                 {"channel":"/a","id":"1","clientId":"%s","data":1},
                 {"channel":"/a","id":"1","data":1},
                 {"channel":"/a","id":"1","clientId":"$","data":1}]""".formatted(other.clientId()))).containsExactly(PUBLISHED, FOREIGN, UNKNOWN, PUBLISHED);
    }

    @Test
    void cookieOfTheHandshakeIsEnoughForWhoLogsInMeanwhile() {
        TestCore server = servers.start();
        TestPeer before = server.http("b").connected();
        TestPeer after = server.http(Peers.onHttp("b", "alice")).as(before);
        assertThat(after.ask(PUBLISH)).containsExactly(PUBLISHED);
    }

    @Test
    void clientIdIsEnoughWhereItIsTrusted() {
        TestCore server = servers.start();
        TestPeer owner = server.http("b").connected();
        Peer trusted = Peer.of(Visitor.anonymous().over("long-polling"));
        assertThat(server.http(trusted).as(owner).ask(PUBLISH)).containsExactly(PUBLISHED);
    }

    /** Who may go on with a session over a new WebSocket: browser and user of the handshake, then of the WebSocket. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,-,-,-,true",
                "b,-,-,-,true",
                "-,-,b,-,true",
                "b,-,b,-,true",
                "b,-,c,-,false",
                "-,alice,-,alice,true",
                "-,alice,-,bob,false",
                "-,alice,-,-,false",
                "-,-,-,bob,false",
                "b,alice,b,bob,false",
                "b,alice,b,alice,true",
                "b,alice,c,alice,false"
            })
    void newWebSocketGoesOnWithASessionUnlessBrowserOrUserDiffer(
            @Nullable String browser,
            @Nullable String user,
            @Nullable String otherBrowser,
            @Nullable String otherUser,
            boolean adopted) {
        TestCore server = servers.start();
        TestPeer first = server.http(Peers.onHttp(browser, user)).subscribedTo("/a");
        TestPeer second =
                server.webSocket(Peers.onWebSocket(otherBrowser, otherUser)).as(first);
        second.connect();
        if (adopted) {
            assertThat(server.events().named("held")).hasSize(1);
            server.channel("/a").publish(null, 1);
            assertThat(second.received()).containsExactly("""
                    {"channel":"/a","data":1}""");
        } else {
            assertThat(second.received()).containsExactly("""
                    {"channel":"/meta/connect","successful":false,"error":"402::session_unknown"}""");
            assertThat(server.events().of(first.clientId())).contains("foreign:websocket");
        }
    }

    @Test
    void newWebSocketMayNotGoOnWhereEachMustHandshake() {
        TestCore server = servers.start();
        TestPeer first = server.webSocket().connected();
        assertThat(stranger(server).as(first).ask(PUBLISH)).containsExactly(FOREIGN);
        assertThat(stranger(server).connected().ask(PUBLISH)).containsExactly(PUBLISHED);
    }

    private static TestPeer stranger(TestCore server) {
        return server.webSocket().with(traits -> traits.withMayAdopt(false));
    }

    @Test
    void newWebSocketGetsWhatWasPublishedSinceTheOldOneWasLost() {
        TestCore server = servers.start();
        TestPeer first = server.webSocket().subscribedTo("/a");
        first.held();
        first.vanish();
        server.channel("/a").publish(null, 1);
        server.channel("/a").publish(null, 2);
        TestPeer second = server.webSocket().as(first);
        second.connect();
        assertThat(second.received()).containsExactly("""
                {"channel":"/a","data":1}""", """
                {"channel":"/a","data":2}""");
        assertThat(first.received()).isEmpty();
    }

    @Test
    void newWebSocketTakesEventsFromTheOldOneThatIsStillOpen() {
        TestCore server = servers.start();
        TestPeer first = server.webSocket().subscribedTo("/a");
        first.held();
        TestPeer second = server.webSocket().as(first);
        second.held();
        server.channel("/a").publish(null, 1);
        assertThat(first.received()).isEmpty();
        assertThat(second.received()).hasSize(1);
        first.vanish();
        server.channel("/a").publish(null, 2);
        assertThat(second.received()).hasSize(1);
        server.pass(20_000);
        assertThat(second.received())
                .as("the second one's connect was held all the time")
                .hasSize(1);
    }

    @Test
    void sessionGoesFromWebSocketToHttpAndBack() {
        TestCore server = servers.start();
        TestPeer webSocket = server.webSocket().subscribedTo("/a");
        TestPeer http = server.http((String) null).as(webSocket);
        Wire held = http.held();
        assertThat(server.session(webSocket).transport()).contains("long-polling");
        server.channel("/a").publish(null, 1);
        assertThat(held.connection().texts()).containsExactly("""
                [{"channel":"/a","data":1},{"channel":"/meta/connect","successful":true,\
                "advice":{"reconnect":"retry","interval":0,"timeout":20000}}]""");
        webSocket.held();
        server.channel("/a").publish(null, 2);
        assertThat(webSocket.received()).containsExactly("""
                {"channel":"/a","data":2}""");
    }

    @Test
    void localSessionIsNobodyElses() {
        TestCore server = servers.start();
        String local = server.core().newLocalSession("service").id();
        assertThat(server.webSocket().ask("""
                {"channel":"/a","id":"1","clientId":"%s","data":1}""".formatted(local))).containsExactly(FOREIGN);
    }

    @Test
    void observerLearnsWhoseMessageCame() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "1");
        assertThat(server.events().of(peer.clientId()))
                .containsExactly("opened:websocket", "received:/meta/connect", "received:/a");
    }

    @Test
    void oneBadMessageOfABatchIsRefusedAndTheOthersAreServed() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        assertThat(peer.ask("""
                [{"channel":"/a//b","id":"1","clientId":"$","data":1},
                 {"channel":"/a/*/b","id":"2","clientId":"$","data":1},
                 {"channel":"/a/*","id":"3","clientId":"$","data":1},
                 {"id":"4","clientId":"$","data":1},
                 {"channel":"/a","id":{"no":"id"},"clientId":"$","data":1},
                 {"channel":"/a","id":"5","clientId":"$"},
                 {"channel":"/a","id":"6","clientId":"$","data":null}]""")).containsExactly("""
                {"channel":"/a//b","id":"1","successful":false,"error":"405::channel_invalid"}""", """
                {"channel":"/a/*/b","id":"2","successful":false,"error":"405::channel_invalid"}""", """
                {"channel":"/a/*","id":"3","successful":false,"error":"405::channel_invalid"}""", """
                {"id":"4","successful":false,"error":"400::channel_missing"}""", """
                {"channel":"/a","successful":false,"error":"405::message_id_invalid"}""", """
                {"channel":"/a","id":"5","successful":false,"error":"400::data_missing"}""", """
                {"channel":"/a","id":"6","successful":true}""");
    }
}
