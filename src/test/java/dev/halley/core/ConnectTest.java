package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.DeliveryMode;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Link;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTest {

    private static final String REPLY = """
            {"channel":"/meta/connect","successful":true}""";
    private static final String REPLY_WITH_ADVICE = """
            {"channel":"/meta/connect","successful":true,\
            "advice":{"reconnect":"retry","interval":0,"timeout":20000}}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(
            value = Link.Kind.class,
            names = {"RESPONSE", "DUPLEX"})
    void firstConnectIsAnsweredAtOnceAndTheSecondIsHeldUntilItsTime(Link.Kind kind) {
        TestCore server = servers.start("timeout", "20000");
        TestPeer peer = server.peer(kind);
        peer.handshake();
        assertThat(server.session(peer).isConnected()).isFalse();
        peer.connect();
        assertThat(peer.received()).containsExactly(REPLY);
        assertThat(server.session(peer).isConnected()).isTrue();
        assertThat(peer.held().isPending()).isEqualTo(kind == Link.Kind.RESPONSE);
        server.pass(19_999);
        assertThat(peer.received()).isEmpty();
        server.pass(1);
        assertThat(peer.received()).containsExactly(REPLY);
        assertThat(server.events().named("released")).containsExactly("released:TIMEOUT");
    }

    @Test
    void heldConnectOfAResponseLinkIsReleasedByAnEvent() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").subscribedTo("/a");
        peer.held();
        server.channel("/a").publish(null, "hello");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":"hello"}""", REPLY);
        assertThat(server.events().named("released")).containsExactly("released:MESSAGES");
        assertThat(server.time().waiting()).as("only the sweeper's timer").isEqualTo(1);
    }

    @Test
    void eventDoesNotEndTheHeldConnectOfADuplexLink() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().subscribedTo("/a");
        peer.held();
        server.channel("/a").publish(null, "hello");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":"hello"}""");
        server.pass(20_000);
        assertThat(peer.received()).containsExactly(REPLY);
    }

    @Test
    void heldConnectOfADuplexLinkIsReleasedByAnEventWhereEventsGoWithConnectsOnly() {
        TestCore server = servers.start("metaConnectDeliverOnly", "true");
        TestPeer peer = server.webSocket().subscribedTo("/a");
        server.channel("/a").publish(null, 1);
        assertThat(peer.received()).isEmpty();
        peer.connect();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":1}""", REPLY);
        peer.held();
        server.channel("/a").publish(null, 2);
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":2}""", REPLY);
    }

    @Test
    void modeOfDeliveryCanBeSetForOneSession() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().subscribedTo("/a");
        server.session(peer).deliveryMode(DeliveryMode.WITH_CONNECT);
        peer.held();
        server.channel("/a").publish(null, 1);
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":1}""", REPLY);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatWaitsStandsBeforeTheReply(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind);
        peer.handshake();
        server.session(peer).deliver(null, "/a", 1);
        server.session(peer).deliver(null, "/a", 2);
        assertThat(peer.received()).isEmpty();
        peer.connect();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":1}""", """
                {"channel":"/a","data":2}""", REPLY);
    }

    @Test
    void connectIsNotHeldWhileEventsWait() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        server.session(peer).deliver(null, "/a", 1);
        peer.connect();
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":1}""", REPLY);
        assertThat(server.events().named("held")).isEmpty();
    }

    @Test
    void connectThatDoesNotComeAloneIsAnsweredAtOnceOverHttp() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        assertThat(peer.ask("""
                [{"channel":"/meta/connect","clientId":"$","connectionType":"long-polling"},
                 {"channel":"/a","clientId":"$","data":1}]""")).containsExactly("""
                {"channel":"/a","successful":true}""", REPLY);
        assertThat(server.events().named("held")).isEmpty();
    }

    @Test
    void whatAPollingClientPublishesComesBackInOrderWithTheResponseThoughListenersRunMeanwhile() {
        TestCore server = servers.start();
        ServerChannelListener.MessageListener listener = (from, message) -> Verdict.pass();
        server.core().createChannel("/a").addListener(listener);
        TestPeer peer = server.http("b").subscribedTo("/a");
        var held = peer.held();
        assertThat(peer.ask("""
                [{"channel":"/a","clientId":"$","data":1},
                 {"channel":"/a","clientId":"$","data":2}]""")).containsExactly("""
                {"channel":"/a","data":1}""", """
                {"channel":"/a","data":2}""", """
                {"channel":"/a","successful":true}""", """
                {"channel":"/a","successful":true}""");
        assertThat(held.isPending()).isTrue();
    }

    @Test
    void connectThatDoesNotComeAloneIsHeldOverWebSocket() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        assertThat(peer.ask("""
                [{"channel":"/meta/connect","clientId":"$","connectionType":"websocket"},
                 {"channel":"/a","clientId":"$","data":1}]""")).containsExactly("""
                {"channel":"/a","successful":true}""");
        assertThat(server.events().named("held")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void timeoutOfZeroAnswersEveryConnectAtOnce(Link.Kind kind) {
        TestPeer peer = servers.start("timeout", "0").peer(kind).connected();
        peer.connect();
        assertThat(peer.received()).containsExactly(REPLY);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void clientsTimeoutOfZeroIsAnsweredAtOnceWithAdvice(Link.Kind kind) {
        TestPeer peer = servers.start().peer(kind).connected();
        assertThat(peer.ask("""
                {"channel":"/meta/connect","clientId":"$","connectionType":"x","advice":{"timeout":0}}""")).containsExactly(REPLY_WITH_ADVICE);
        peer.connect();
        assertThat(peer.received())
                .as("the client's advice was for that connect alone")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5000,5000", "19999,19999", "20000,20000", "20001,20000", "9e18,20000", "-1,0"})
    void clientsTimeoutIsBoundedByTheServers(String wish, long held) {
        TestCore server = servers.start("timeout", "20000");
        TestPeer peer = server.webSocket().connected();
        peer.send("""
                {"channel":"/meta/connect","clientId":"$","connectionType":"x","advice":{"timeout":%s}}""".formatted(wish));
        if (held > 0) {
            server.pass(held - 1);
            assertThat(peer.received()).isEmpty();
            server.pass(1);
        }
        assertThat(peer.received()).containsExactly(REPLY_WITH_ADVICE);
    }

    @Test
    void sessionsOwnTimeoutIsBoundedByTheTransports() {
        TestCore server = servers.start("timeout", "20000");
        TestPeer peer = server.webSocket().connected();
        server.session(peer).timeout(Duration.ofSeconds(60));
        assertThat(server.session(peer).timeout()).isEqualTo(Duration.ofSeconds(20));
        peer.held();
        server.pass(20_000);
        assertThat(peer.received()).containsExactly(REPLY_WITH_ADVICE);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void adviceIsSentWhenItChanged(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).connected();
        server.session(peer).interval(Duration.ofMillis(300));
        server.session(peer).timeout(Duration.ofMillis(7_000));
        peer.held();
        server.pass(7_000);
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/connect","successful":true,\
                "advice":{"reconnect":"retry","interval":300,"timeout":7000}}""");
        peer.held();
        server.pass(7_000);
        assertThat(peer.received()).as("told once").containsExactly(REPLY);
    }

    @Test
    void adviceIsSentWhenTheTransportChanged() {
        TestCore server = servers.start("ws.timeout", "15000", "timeout", "20000");
        TestPeer first = server.http("b").connected();
        TestPeer second = server.webSocket().as(first);
        second.held();
        server.pass(15_000);
        assertThat(second.received()).containsExactly("""
                {"channel":"/meta/connect","successful":true,\
                "advice":{"reconnect":"retry","interval":0,"timeout":15000}}""");
    }

    @Test
    void secondConnectSupersedesTheHeldOneOverHttp() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        Wire older = peer.held();
        Wire newer = peer.held();
        assertThat(older.closedFor()).isEqualTo(CloseReason.SUPERSEDED);
        assertThat(older.connection().batches()).isEmpty();
        assertThat(newer.isPending()).isTrue();
        server.session(peer).deliver(null, "/a", 1);
        assertThat(newer.connection().texts()).containsExactly("""
                [{"channel":"/a","data":1},{"channel":"/meta/connect","successful":true}]""");
        assertThat(server.events().named("released")).containsExactly("released:SUPERSEDED", "released:MESSAGES");
    }

    @Test
    void secondConnectSupersedesTheHeldOneOverWebSocketWithoutAReply() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        peer.held();
        server.pass(10_000);
        Wire link = peer.held();
        server.pass(19_999);
        assertThat(peer.received()).isEmpty();
        assertThat(link.closedFor()).isNull();
        server.pass(1);
        assertThat(peer.received()).containsExactly(REPLY);
    }

    @Test
    void twoConnectsInOneFrameGetOneReply() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        assertThat(peer.ask("""
                [{"channel":"/meta/connect","id":1,"clientId":"$","connectionType":"websocket"},
                 {"channel":"/meta/connect","id":2,"clientId":"$","connectionType":"websocket"}]""")).isEmpty();
        server.pass(20_000);
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/connect","id":2,"successful":true}""");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void heldConnectIsReleasedByDisconnectAndAdvisesNone(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).connected();
        peer.held();
        peer.disconnect();
        assertThat(peer.received()).containsExactlyInAnyOrder("""
                {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"none"}}""", """
                {"channel":"/meta/disconnect","successful":true}""");
        assertThat(server.knows(peer)).isFalse();
        assertThat(server.time().waiting()).as("only the sweeper's timer").isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void connectInOneRequestWithADisconnectIsAnswered(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).connected();
        assertThat(peer.ask("""
                [{"channel":"/meta/connect","clientId":"$","connectionType":"x"},
                 {"channel":"/meta/disconnect","clientId":"$"},
                 {"channel":"/a","clientId":"$","data":1}]""")).containsExactlyInAnyOrder("""
                {"channel":"/meta/disconnect","successful":true}""", """
                {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"none"}}""", """
                {"channel":"/a","successful":false,"error":"402::session_unknown",\
                "advice":{"reconnect":"handshake","interval":0}}""");
    }

    @Test
    void responseToARequestCarriesWhatWaitsForItsSession() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").subscribedTo("/a");
        peer.publish("/a", "1");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":1}""", """
                {"channel":"/a","successful":true}""");
    }

    @Test
    void ownEventsRideOnTheResponseAndLeaveTheHeldConnectAlone() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").subscribedTo("/a");
        Wire held = peer.held();
        peer.publish("/a", "1");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":1}""", """
                {"channel":"/a","successful":true}""");
        assertThat(held.isPending()).isTrue();
    }

    @Test
    void ownEventsGoWithTheHeldConnectWhereTheyGoWithConnectsOnly() {
        TestCore server = servers.start("metaConnectDeliverOnly", "true");
        TestPeer peer = server.http("b").subscribedTo("/a");
        Wire held = peer.held();
        Wire publish = peer.publish("/a", "1");
        assertThat(publish.connection().texts()).containsExactly("""
                [{"channel":"/a","successful":true}]""");
        assertThat(held.connection().texts()).containsExactly("""
                [{"channel":"/a","data":1},{"channel":"/meta/connect","successful":true}]""");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void batchHoldsEventsBackUntilItsEnd(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).connected();
        peer.held();
        CoreSession session = server.session(peer);
        session.batch(() -> {
            session.deliver(null, "/a", 1);
            session.batch(() -> session.deliver(null, "/a", 2));
            assertThat(peer.received()).isEmpty();
        });
        assertThat(peer.last().connection().batches()).last().satisfies(batch -> assertThat(batch.text())
                .startsWith("[{\"channel\":\"/a\",\"data\":1},{\"channel\":\"/a\",\"data\":2}"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void heldConnectIsGoneWithItsLink(boolean webSocket) {
        TestCore server = servers.start();
        TestPeer peer = (webSocket ? server.webSocket() : server.http("b")).connected();
        peer.held();
        peer.vanish();
        assertThat(server.events().named("released")).containsExactly("released:LOST");
        assertThat(server.time().waiting()).as("only the sweeper's timer").isEqualTo(1);
        server.session(peer).deliver(null, "/a", 1);
        assertThat(peer.received()).isEmpty();
    }
}
