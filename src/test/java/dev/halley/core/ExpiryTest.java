package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.Link;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {

    private static final String[] TIMES = {"timeout", "20000", "interval", "500", "maxInterval", "10000"};

    @RegisterExtension
    final TestServers servers = new TestServers();

    private static void expiresAfter(TestServer server, TestPeer peer, long millis) {
        server.pass(millis - 1);
        server.core().sweep();
        assertThat(server.knows(peer)).as("after %s ms", millis - 1).isTrue();
        server.pass(1);
        server.core().sweep();
        assertThat(server.knows(peer)).as("after %s ms", millis).isFalse();
        assertThat(server.events().named("closed")).containsExactly("closed:EXPIRED");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void sessionThatNeverConnectsExpires(Link.Kind kind) {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.peer(kind);
        peer.handshake();
        expiresAfter(server, peer, 10_500);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void sessionExpiresAfterItsConnectWasAnswered(Link.Kind kind) {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.peer(kind).connected();
        expiresAfter(server, peer, 10_500);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void sessionDoesNotExpireWhileItsConnectIsHeld(Link.Kind kind) {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.peer(kind).connected();
        peer.held();
        server.pass(19_999);
        server.core().sweep();
        assertThat(server.knows(peer)).isTrue();
        server.pass(1);
        expiresAfter(server, peer, 10_500);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void sweeperComesByItself(Link.Kind kind) {
        TestServer server = servers.start("sweepPeriod", "1000", "maxInterval", "10000");
        TestPeer peer = server.peer(kind).connected();
        server.pass(9_999);
        assertThat(server.knows(peer)).isTrue();
        server.pass(1);
        assertThat(server.knows(peer)).isFalse();
        assertThat(server.events().named("swept")).hasSize(10);
    }

    @Test
    void timeCountsFromWhenTheReplyIsWritten() {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.http("b").connected();
        TestPeer.Exchange slow = peer.held();
        slow.connection().completeWhenTold();
        server.pass(20_000);
        assertThat(slow.connection().isInFlight()).isTrue();
        server.pass(60_000);
        server.core().sweep();
        assertThat(server.knows(peer)).isTrue();
        slow.connection().complete();
        expiresAfter(server, peer, 10_500);
    }

    @Test
    void replyThatCouldNotBeWrittenCountsAsWell() {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.http("b").connected();
        TestPeer.Exchange broken = peer.held();
        broken.connection().completeWhenTold();
        server.pass(20_000);
        broken.connection().fail(new IOException("reset by peer"));
        expiresAfter(server, peer, 10_500);
    }

    /** A container may tell of a written reply after the client has got it and connected again. */
    @Test
    void lateWordOfAWrittenReplyDoesNotExpireASessionWhoseNextConnectIsHeld() {
        TestServer server = servers.start("timeout", "20000", "maxInterval", "10000");
        TestPeer peer = server.http("b").connected();
        TestPeer.Exchange first = peer.held();
        first.connection().completeWhenTold();
        server.pass(20_000);
        peer.held();
        first.connection().complete();
        server.pass(19_000);
        server.core().sweep();
        assertThat(server.knows(peer)).isTrue();
        server.pass(1_000);
        expiresAfter(server, peer, 10_000);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void publishProlongs(Link.Kind kind) {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.peer(kind).connected();
        server.pass(10_000);
        peer.publish("/a", "1");
        server.pass(9_000);
        peer.publish("/a", "1");
        expiresAfter(server, peer, 10_000);
    }

    @Test
    void publishDoesNotShortenALife() {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "1");
        expiresAfter(server, peer, 10_500);
    }

    @Test
    void lostWebSocketLeavesItsSessionToExpire() {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.webSocket().connected();
        peer.held();
        server.pass(15_000);
        peer.vanish();
        expiresAfter(server, peer, 10_500);
    }

    @Test
    void lostPollLeavesItsSessionToExpire() {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.http("b").connected();
        peer.held();
        server.pass(15_000);
        peer.vanish();
        expiresAfter(server, peer, 10_500);
    }

    /** The client may be gone before the core has come to hold its connect. */
    @Test
    void pollLostBeforeItIsHeldLeavesItsSessionToExpire() {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.http("b").connected();
        TestPeer.Exchange gone = peer.open();
        gone.link().closed(CloseReason.CONNECTION_LOST);
        peer.sendOver(gone, """
                {"channel":"/meta/connect","clientId":"$","connectionType":"x"}""");
        server.session(peer).deliver(null, "/a", "kept");
        expiresAfter(server, peer, 10_500);
    }

    @Test
    void pollLostBeforeItIsAnsweredLeavesItsSessionToExpire() {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.http("b");
        peer.handshake();
        TestPeer.Exchange gone = peer.open();
        gone.link().closed(CloseReason.CONNECTION_LOST);
        peer.sendOver(gone, """
                {"channel":"/meta/connect","clientId":"$","connectionType":"x"}""");
        expiresAfter(server, peer, 10_500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "400", "2000", "10000", "10001", "9e18", "-5"})
    void clientsIntervalDoesNotProlongTheLifeOfASessionThatItLeaves(String interval) {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.webSocket();
        peer.handshake();
        peer.ask("""
                {"channel":"/meta/connect","clientId":"$","connectionType":"x","advice":{"interval":%s}}""".formatted(interval));
        expiresAfter(server, peer, 10_500);
    }

    @Test
    void clientsIntervalDoesNotProlongTheLifeThatAPublishGives() {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.webSocket();
        peer.handshake();
        peer.ask("""
                {"channel":"/meta/connect","clientId":"$","connectionType":"x","advice":{"interval":9000,"timeout":0}}""");
        server.pass(5_000);
        peer.publish("/a", "1");
        expiresAfter(server, peer, 10_000);
    }

    @Test
    void sessionsOwnMaxIntervalCounts() {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.webSocket();
        peer.handshake();
        server.session(peer).maxInterval(Duration.ofSeconds(60));
        server.session(peer).interval(Duration.ofSeconds(5));
        peer.connect();
        expiresAfter(server, peer, 65_000);
    }

    @Test
    void connectThatIsTooLongInProcessingEndsItsSession() {
        TestServer server = servers.start("maxProcessing", "30000", "timeout", "60000");
        TestPeer peer = server.http("b").connected();
        TestPeer.Exchange stuck = peer.open();
        stuck.connection().completeWhenTold();
        peer.sendOver(stuck, """
                {"channel":"/meta/connect","clientId":"$","connectionType":"x","advice":{"timeout":0}}""");
        expiresAfter(server, peer, 30_000);
        stuck.connection().complete();
    }

    @Test
    void heldConnectIsNotInProcessing() {
        TestServer server = servers.start("maxProcessing", "30000", "timeout", "60000");
        TestPeer peer = server.http("b").connected();
        peer.held();
        server.pass(59_999);
        server.core().sweep();
        assertThat(server.knows(peer)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void expiredSessionIsUnknownAndItsClientIsToHandshake(Link.Kind kind) {
        TestServer server = servers.start(TIMES);
        TestPeer peer = server.peer(kind).connected();
        server.pass(10_500);
        server.core().sweep();
        TestPeer again = server.webSocket().as(peer);
        again.connect();
        assertThat(again.received()).containsExactly("""
                {"channel":"/meta/connect","successful":false,"error":"402::session_unknown",\
                "advice":{"reconnect":"handshake","interval":0}}""");
    }
}
