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
    final TestCores servers = new TestCores();

    private static void expiresAfter(TestCore server, TestPeer peer, long millis) {
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
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.peer(kind);
        peer.handshake();
        expiresAfter(server, peer, 10_500);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void sessionExpiresAfterItsConnectWasAnswered(Link.Kind kind) {
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.peer(kind).connected();
        expiresAfter(server, peer, 10_500);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void sessionDoesNotExpireWhileItsConnectIsHeld(Link.Kind kind) {
        TestCore server = servers.start(TIMES);
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
        TestCore server = servers.start("sweepPeriod", "1000", "maxInterval", "10000");
        TestPeer peer = server.peer(kind).connected();
        server.pass(9_999);
        assertThat(server.knows(peer)).isTrue();
        server.pass(1);
        assertThat(server.knows(peer)).isFalse();
        assertThat(server.events().named("swept")).hasSize(10);
    }

    @Test
    void timeCountsFromWhenTheReplyIsWritten() {
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.http("b").connected();
        Wire slow = peer.held();
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
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.http("b").connected();
        Wire broken = peer.held();
        broken.connection().completeWhenTold();
        server.pass(20_000);
        broken.connection().fail(new IOException("reset by peer"));
        expiresAfter(server, peer, 10_500);
    }

    /** A container may tell of a written reply after the client has got it and connected again. */
    @Test
    void lateWordOfAWrittenReplyDoesNotExpireASessionWhoseNextConnectIsHeld() {
        TestCore server = servers.start("timeout", "20000", "maxInterval", "10000");
        TestPeer peer = server.http("b").connected();
        Wire first = peer.held();
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
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.peer(kind).connected();
        server.pass(10_000);
        peer.publish("/a", "1");
        server.pass(9_000);
        peer.publish("/a", "1");
        expiresAfter(server, peer, 10_000);
    }

    @Test
    void publishDoesNotShortenALife() {
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "1");
        expiresAfter(server, peer, 10_500);
    }

    @Test
    void lostWebSocketLeavesItsSessionToExpire() {
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.webSocket().connected();
        peer.held();
        server.pass(15_000);
        peer.vanish();
        expiresAfter(server, peer, 10_500);
    }

    @Test
    void lostPollLeavesItsSessionToExpire() {
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.http("b").connected();
        peer.held();
        server.pass(15_000);
        peer.vanish();
        expiresAfter(server, peer, 10_500);
    }

    /** The client may be gone before the core has come to hold its connect. */
    @Test
    void pollLostBeforeItIsHeldLeavesItsSessionToExpire() {
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.http("b").connected();
        Wire gone = peer.open();
        gone.link().closed(CloseReason.CONNECTION_LOST);
        peer.sendOver(gone, """
                {"channel":"/meta/connect","clientId":"$","connectionType":"x"}""");
        server.session(peer).deliver(null, "/a", "kept");
        expiresAfter(server, peer, 10_500);
    }

    @Test
    void pollLostBeforeItIsAnsweredLeavesItsSessionToExpire() {
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.http("b");
        peer.handshake();
        Wire gone = peer.open();
        gone.link().closed(CloseReason.CONNECTION_LOST);
        peer.sendOver(gone, """
                {"channel":"/meta/connect","clientId":"$","connectionType":"x"}""");
        expiresAfter(server, peer, 10_500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "400", "2000", "10000", "10001", "9e18", "-5"})
    void clientsIntervalDoesNotProlongTheLifeOfASessionThatItLeaves(String interval) {
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.webSocket();
        peer.handshake();
        peer.ask("""
                {"channel":"/meta/connect","clientId":"$","connectionType":"x","advice":{"interval":%s}}""".formatted(interval));
        expiresAfter(server, peer, 10_500);
    }

    @Test
    void clientsIntervalDoesNotProlongTheLifeThatAPublishGives() {
        TestCore server = servers.start(TIMES);
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
        TestCore server = servers.start(TIMES);
        TestPeer peer = server.webSocket();
        peer.handshake();
        server.session(peer).maxInterval(Duration.ofSeconds(60));
        server.session(peer).interval(Duration.ofSeconds(5));
        peer.connect();
        expiresAfter(server, peer, 65_000);
    }

    @Test
    void connectThatIsTooLongInProcessingEndsItsSession() {
        TestCore server = servers.start("maxProcessing", "30000", "timeout", "60000");
        TestPeer peer = server.http("b").connected();
        Wire stuck = peer.open();
        stuck.connection().completeWhenTold();
        peer.sendOver(stuck, """
                {"channel":"/meta/connect","clientId":"$","connectionType":"x","advice":{"timeout":0}}""");
        expiresAfter(server, peer, 30_000);
        stuck.connection().complete();
    }

    @Test
    void heldConnectIsNotInProcessing() {
        TestCore server = servers.start("maxProcessing", "30000", "timeout", "60000");
        TestPeer peer = server.http("b").connected();
        peer.held();
        server.pass(59_999);
        server.core().sweep();
        assertThat(server.knows(peer)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void expiredSessionIsUnknownAndItsClientIsToHandshake(Link.Kind kind) {
        TestCore server = servers.start(TIMES);
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
