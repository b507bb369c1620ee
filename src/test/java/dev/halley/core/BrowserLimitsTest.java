package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BrowserLimitsTest {

    private static final String MULTIPLE = """
            {"channel":"/meta/connect","successful":true,\
            "advice":{"reconnect":"retry","interval":2000,"multiple-clients":true}}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @Test
    void firstTabIsHeldAndTheOthersPoll() {
        TestCore server = servers.start();
        TestPeer first = server.http("b").connected();
        TestPeer second = server.http("b").connected();
        TestPeer third = server.http("b").connected();
        first.held();
        second.connect();
        third.connect();
        assertThat(second.received()).containsExactly(MULTIPLE);
        assertThat(third.received()).containsExactly(MULTIPLE);
        server.http("another browser").connected().held();
    }

    @Test
    void advisedIntervalPutsTheExpiryOff() {
        TestCore server = servers.start("multiSessionInterval", "60000", "maxInterval", "10000");
        TestPeer first = server.http("b").connected();
        first.held();
        TestPeer second = server.http("b").connected();
        second.connect();
        server.pass(69_999);
        server.core().sweep();
        assertThat(server.knows(second)).isTrue();
        server.pass(1);
        server.core().sweep();
        assertThat(server.knows(second)).isFalse();
    }

    @Test
    void tabThatIsHeldAtLastLearnsThatItIsNoSurplusAnyMore() {
        TestCore server = servers.start();
        TestPeer first = server.http("b").connected();
        TestPeer second = server.http("b").connected();
        first.held();
        second.connect();
        second.received();
        first.disconnect();
        second.held();
        server.pass(20_000);
        assertThat(second.received()).containsExactly("""
                {"channel":"/meta/connect","successful":true,\
                "advice":{"reconnect":"retry","interval":0,"timeout":20000}}""");
    }

    /** In how many ways a hold can end. */
    enum End {
        TIMEOUT,
        EVENT,
        DISCONNECT,
        SERVER_DISCONNECT,
        SUPERSEDED,
        LOST,
        MOVED_TO_WEBSOCKET,
        QUEUED_BEFORE_HOLD,
        LOST_BEFORE_HOLD
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void permitIsGivenBackInWhateverWayAHoldEnds(End end) {
        TestCore server = servers.start("timeout", "5000");
        TestPeer first = server.http("b").connected();
        TestPeer second = server.http("b").connected();
        if (end.compareTo(End.QUEUED_BEFORE_HOLD) < 0) {
            first.held();
            second.connect();
            assertThat(second.received()).containsExactly(MULTIPLE);
        }
        CoreSession session = server.session(first);
        switch (end) {
            case TIMEOUT -> server.pass(5_000);
            case EVENT -> session.deliver(null, "/a", 1);
            case DISCONNECT -> first.disconnect();
            case SERVER_DISCONNECT -> session.disconnect();
            case LOST -> first.vanish();
            case MOVED_TO_WEBSOCKET ->
                server.webSocket(Peers.onWebSocket("b", null)).as(first).held();
            case SUPERSEDED -> {
                first.held();
                session.deliver(null, "/a", 1);
            }
            case QUEUED_BEFORE_HOLD -> {
                session.deliver(null, "/a", 1);
                first.connect();
            }
            case LOST_BEFORE_HOLD -> {
                Wire gone = first.open();
                gone.link().closed(CloseReason.CONNECTION_LOST);
                first.sendOver(gone, """
                        {"channel":"/meta/connect","clientId":"$","connectionType":"x"}""");
            }
        }
        second.held();
        assertThat(server.core().heldBrowsers()).isEqualTo(1);
        second.disconnect();
        assertThat(server.core().heldBrowsers()).isZero();
    }

    @Test
    void limitCounts() {
        TestCore server = servers.start("maxSessionsPerBrowser", "2");
        server.http("b").connected().held();
        server.http("b").connected().held();
        TestPeer third = server.http("b").connected();
        third.connect();
        assertThat(third.received()).containsExactly(MULTIPLE);
    }

    @Test
    void limitOfZeroHoldsNone() {
        TestCore server = servers.start("maxSessionsPerBrowser", "0");
        TestPeer peer = server.http("b").connected();
        peer.connect();
        assertThat(peer.received()).containsExactly(MULTIPLE);
    }

    @Test
    void negativeLimitHoldsAll() {
        TestCore server = servers.start("maxSessionsPerBrowser", "-1");
        for (int i = 0; i < 10; i++) {
            server.http("b").connected().held();
        }
    }

    @Test
    void intervalOfZeroRefusesSurplusTabs() {
        TestCore server = servers.start("multiSessionInterval", "0");
        server.http("b").connected().held();
        TestPeer second = server.http("b").connected();
        second.connect();
        assertThat(second.received()).containsExactly("""
                {"channel":"/meta/connect","successful":false,"error":"403::too_many_sessions",\
                "advice":{"reconnect":"none","multiple-clients":true}}""");
    }

    private static TestPeer http2(TestCore server) {
        return server.http("b").with(traits -> traits.withMultiplexed(true));
    }

    @Test
    void multiplexedConnectionsHaveNoLimitUnlessSet() {
        TestCore server = servers.start();
        for (int i = 0; i < 10; i++) {
            http2(server).connected().held();
        }
        TestCore limited = servers.start("http2MaxSessionsPerBrowser", "1");
        http2(limited).connected().held();
        TestPeer second = http2(limited).connected();
        second.connect();
        assertThat(second.received()).containsExactly(MULTIPLE);
    }

    @Test
    void webSocketsDoNotCount() {
        TestCore server = servers.start();
        server.webSocket(Peers.onWebSocket("b", null)).connected().held();
        server.webSocket(Peers.onWebSocket("b", null)).connected().held();
        server.http("b").connected().held();
    }

    @Test
    void surplusTabGetsItsEvents() {
        TestCore server = servers.start();
        server.http("b").connected().held();
        TestPeer second = server.http("b").subscribedTo("/a");
        server.channel("/a").publish(null, 1);
        second.connect();
        assertThat(second.received()).containsExactly("""
                {"channel":"/a","data":1}""", MULTIPLE);
    }
}
