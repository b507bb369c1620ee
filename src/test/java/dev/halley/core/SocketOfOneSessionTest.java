package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A socket that carries a session serves no other, whoever knows its clientId. */
class SocketOfOneSessionTest {

    private static final String FOREIGN = """
            "successful":false,"error":"402::session_unknown\"""";
    private static final String PUBLISH = """
            {"channel":"/a","id":"1","clientId":"$","data":1}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'channel':'/a','data':1",
                "'channel':'/service/a','data':1",
                "'channel':'/meta/connect','connectionType':'websocket'",
                "'channel':'/meta/connect','connectionType':'websocket','advice':{'timeout':0}",
                "'channel':'/meta/subscribe','subscription':'/a'",
                "'channel':'/meta/unsubscribe','subscription':'/other'",
                "'channel':'/meta/disconnect'"
            })
    void noMessageOfAnotherSessionIsServed(String message) {
        TestCore server = servers.start();
        TestPeer other = server.webSocket().subscribedTo("/other");
        other.held();
        TestPeer mine = server.webSocket().subscribedTo("/mine");
        String theirs = "{%s,'id':'1','clientId':'%s'}".formatted(message, other.clientId());
        assertThat(mine.ask(theirs.replace('\'', '"')))
                .singleElement()
                .asString()
                .contains(FOREIGN)
                .as("the session is there, so nobody is sent to a new handshake")
                .doesNotContain("advice");
        assertThat(server.events().of(other.clientId())).contains("foreign:websocket");
        assertThat(server.session(other).subscriptions()).hasSize(1);
        server.channel("/other").publish(null, 1);
        server.channel("/mine").publish(null, 2);
        assertThat(other.received()).containsExactly("""
                {"channel":"/other","data":1}""");
        assertThat(mine.received()).containsExactly("""
                {"channel":"/mine","data":2}""");
    }

    @Test
    void messagesOfBothInOneFrameAreToldApart() {
        TestCore server = servers.start();
        TestPeer other = server.webSocket().connected();
        TestPeer mine = server.webSocket().connected();
        assertThat(mine.ask("""
                [{"channel":"/a","id":"1","clientId":"%s","data":1},
                 {"channel":"/a","id":"2","clientId":"$","data":1}]""".formatted(other.clientId()))).containsExactly("""
                        {"channel":"/a","id":"1","successful":false,"error":"402::session_unknown"}""", """
                        {"channel":"/a","id":"2","successful":true}""");
    }

    @Test
    void aNewHandshakeMakesItTheSocketOfTheNewSessionAlone() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        String before = peer.clientId();
        peer.connected();
        assertThat(peer.ask(PUBLISH)).singleElement().asString().contains("\"successful\":true");
        assertThat(peer.ask("{\"channel\":\"/a\",\"clientId\":\"" + before + "\",\"data\":1}"))
                .singleElement()
                .asString()
                .contains(FOREIGN);
    }

    @Test
    void aSessionThatItWasTakenFromGoesOnElsewhereOnly() {
        TestCore server = servers.start();
        TestPeer other = server.webSocket().connected();
        TestPeer mine = server.webSocket().connected();
        TestPeer successor = server.webSocket().as(mine);
        successor.held();
        assertThat(mine.ask("{\"channel\":\"/a\",\"clientId\":\"" + other.clientId() + "\",\"data\":1}"))
                .as("it went to another socket, and may come back to this one")
                .singleElement()
                .asString()
                .contains(FOREIGN);
        assertThat(mine.ask(PUBLISH)).singleElement().asString().contains("\"successful\":true");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneWhoseSessionHasEndedMayCarryAnother(boolean movedBefore) {
        TestCore server = servers.start();
        TestPeer first = server.webSocket().connected();
        if (movedBefore) {
            server.webSocket().as(first).held();
        }
        server.session(first).disconnect();
        first.received();
        TestPeer madeOverHttp = server.http("b").subscribedTo("/a");
        first.as(madeOverHttp).held();
        server.channel("/a").publish(null, 1);
        assertThat(first.received()).containsExactly("""
                {"channel":"/a","data":1}""");
    }

    @Test
    void afterADisconnectANewHandshakeGoesOverTheSameSocket() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        peer.disconnect();
        peer.received();
        assertThat(peer.ask(PUBLISH)).singleElement().asString().contains("402::", "\"reconnect\":\"handshake\"");
        assertThat(peer.connected().ask(PUBLISH)).singleElement().asString().contains("\"successful\":true");
    }

    @Test
    void overHttpTheCookieIsWhatCounts() {
        TestCore server = servers.start();
        TestPeer one = server.http("b").connected();
        TestPeer two = server.http("b").connected();
        assertThat(one.ask(PUBLISH)).singleElement().asString().contains("\"successful\":true");
        assertThat(two.ask(PUBLISH)).singleElement().asString().contains("\"successful\":true");
    }
}
