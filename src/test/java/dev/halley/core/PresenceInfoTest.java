package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.Member;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of members: what the server says, and what clients say of themselves only where that is allowed. */
class PresenceInfoTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private static TestPeer user(TestCore server, String name) {
        return server.webSocket(Peers.onWebSocket(null, name));
    }

    private static TestPeer saying(TestCore server, String ext) {
        TestPeer peer = user(server, "ann");
        peer.handshakeWithEvents(ext);
        peer.connect();
        peer.subscribe("/chat/42");
        peer.received();
        return peer;
    }

    private static List<String> infos(TestCore server) {
        return server.channel("/chat/42").presence().members().stream()
                .map(Member::info)
                .map(info -> info == null ? "nothing" : info.text())
                .toList();
    }

    @Test
    void whatTheServerSaysIsToldAndWhatIsNewIsToldAgain() {
        TestCore server = servers.start("presence", "/chat/*");
        TestPeer watcher = server.webSocket().subscribedTo("/presence/chat/42");
        TestPeer ann = user(server, "ann").connected();
        server.session(ann).presenceInfo(Map.of("away", false));
        ann.subscribe("/chat/42");
        server.pass(50);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/presence/chat/42","data":{"version":1,"members":[{"id":"ann","sessions":1,"info":{"away":false}}]}}""");
        server.session(ann).presenceInfo(Map.of("away", true));
        server.pass(50);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/presence/chat/42","data":{"version":2,"join":[{"id":"ann","sessions":1,"info":{"away":true}}]}}""");
        server.session(ann).presenceInfo(Map.of("away", true));
        server.pass(50);
        assertThat(watcher.received()).as("the same").isEmpty();
        server.session(ann).presenceInfo(null);
        server.pass(50);
        assertThat(watcher.received()).containsExactly("""
                {"channel":"/presence/chat/42","data":{"version":3,"join":[{"id":"ann","sessions":1}]}}""");
    }

    @Test
    void policySaysItAtTheHandshake() {
        TestCore server = servers.start("presence", "/chat/*", "presenceClientInfo", "true");
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer asked, ServerSession session, Request.Handshake handshake) {
                session.presenceInfo(Map.of("name", "Ann"));
                return Decision.grant();
            }
        });
        saying(server, "{\"presence\":{\"info\":{\"name\":\"root\"}}}");
        assertThat(infos(server)).as("more than what the client says").containsExactly("{\"name\":\"Ann\"}");
    }

    @Test
    void ofSeveralSessionsTheOneThatSaidSomethingLastCounts() {
        TestCore server = servers.start("presence", "/chat/*");
        TestPeer one = user(server, "ann").subscribedTo("/chat/42");
        TestPeer two = user(server, "ann").subscribedTo("/chat/42");
        server.session(two).presenceInfo(2);
        server.session(one).presenceInfo(1);
        assertThat(infos(server)).containsExactly("1");
        one.disconnect();
        assertThat(infos(server)).containsExactly("2");
    }

    @Test
    void sessionThatSaysNothingLeavesWhatAnotherOfTheMemberHasSaid() {
        TestCore server = servers.start("presence", "/chat/*");
        TestPeer one = user(server, "ann").subscribedTo("/chat/42");
        server.session(one).presenceInfo(1);
        user(server, "ann").subscribedTo("/chat/42");
        assertThat(infos(server)).containsExactly("1");
    }

    @Test
    void whatAClientSaysIsToldOnlyWhereThatIsAllowed() {
        TestCore allowing = servers.start("presence", "/chat/*", "presenceClientInfo", "true");
        saying(allowing, "{\"presence\":{\"info\":{\"mood\":\"good\"}}}");
        assertThat(infos(allowing)).containsExactly("{\"mood\":\"good\"}");
        TestCore other = servers.start("presence", "/chat/*");
        saying(other, "{\"presence\":{\"info\":{\"mood\":\"good\"}}}");
        assertThat(infos(other)).containsExactly("nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"presence\":null}",
                "{\"presence\":{}}",
                "{\"presence\":{\"info\":null}}",
                "{\"presence\":{\"other\":1}}"
            })
    void clientMaySayNothing(String ext) {
        TestCore server = servers.start("presence", "/chat/*", "presenceClientInfo", "true");
        saying(server, ext);
        assertThat(infos(server)).containsExactly("nothing");
    }

    /** @return a JSON string of so many bytes */
    private static String text(int bytes) {
        return '"' + "ä".repeat((bytes - 2) / 2) + "x".repeat(bytes % 2) + '"';
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    @Test
    void whatAClientSaysMayBeSoLongAndSoDeep() {
        TestCore server = servers.start("presence", "/chat/*", "presenceClientInfo", "true");
        saying(server, "{\"presence\":{\"info\":" + text(1_024) + "}}").disconnect();
        saying(server, "{\"presence\":{\"info\":" + nested(8) + "}}");
        assertThat(infos(server)).containsExactly(nested(8));
    }

    @Test
    void onePastTheLimitIsRefused() {
        TestCore server = servers.start("presence", "/chat/*", "presenceClientInfo", "true");
        for (String presence :
                List.of("{\"info\":" + text(1_025) + "}", "{\"info\":" + nested(9) + "}", "\"ann\"", "[]")) {
            TestPeer peer = user(server, "ann");
            peer.send("""
                    {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"],\
                    "ext":{"presence":%s}}""".formatted(presence));
            assertThat(peer.received()).as(presence).singleElement().satisfies(reply -> assertThat(reply)
                    .contains("\"successful\":false")
                    .contains("\"error\":\"400:presence:field_invalid\"")
                    .contains("\"reconnect\":\"none\""));
        }
        assertThat(server.core().sessions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence", "pr\\u0065sence"})
    void forgedExtOfAPublisherReachesNobody(String name) {
        TestCore server = servers.start();
        TestPeer reader = server.webSocket().subscribedTo("/chat");
        TestPeer forger = server.webSocket().connected();
        forger.send("""
                [{"channel":"/chat","clientId":"$","data":1,"ext":{"%s":{"info":1},"mine":2}},\
                {"channel":"/chat","clientId":"$","data":2,"ext":{"%s":[]}}]""".formatted(name, name));
        server.channel("/chat")
                .publish(
                        null,
                        ChannelMessage.of("/chat", RawJson.from(3)).withExt(RawJson.parse("{\"presence\":true}")));
        assertThat(reader.received()).containsExactly("""
                {"channel":"/chat","data":1,"ext":{"mine":2}}""", """
                {"channel":"/chat","data":2}""", """
                {"channel":"/chat","data":3}""");
    }
}
