package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.LocalSession;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StopTest {

    private static final String HANDSHAKE = """
            {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @Test
    void heldConnectsAreAnsweredAndLinksClosed() {
        TestCore server = servers.start();
        TestPeer http = server.http("b").connected();
        TestPeer webSocket = server.webSocket().connected();
        http.held();
        webSocket.held();
        assertThat(server.core().isOpen()).isTrue();
        server.core().stop();
        assertThat(server.core().isOpen()).isFalse();
        String reply = """
                {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"retry","interval":0}}""";
        assertThat(http.received()).containsExactly(reply);
        assertThat(webSocket.received()).containsExactly(reply);
        assertThat(webSocket.last().closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
        assertThat(server.core().sessions()).isEmpty();
        assertThat(server.events().named("closed")).containsExactly("closed:SERVER_STOPPED", "closed:SERVER_STOPPED");
        assertThat(server.time().waiting()).as("no timer is left").isZero();
    }

    @Test
    void whatWaitsGoesWithTheLastReply() {
        TestCore server = servers.start();
        TestPeer http = server.http("b").connected();
        http.held();
        CoreSession session = server.session(http);
        session.batch(() -> {
            session.deliver(null, "/a", 1);
            server.core().stop();
        });
        assertThat(http.received()).hasSize(2).first().isEqualTo("""
                {"channel":"/a","data":1}""");
    }

    @Test
    void connectInProcessingIsToldToComeBack() {
        TestCore server = servers.start();
        TestPeer http = server.http("b").connected();
        server.events()
                .atNext("received:/meta/connect", () -> server.session(http).disconnect(CloseReason.SERVER_STOPPED));
        http.connect();
        assertThat(http.received()).containsExactly("""
                {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"retry","interval":0}}""");
    }

    @Test
    void clientsComeBackSpreadOverAWhile() {
        TestCore server = servers.start("reconnectSpread", "1000", "interval", "500");
        for (int i = 0; i < 100; i++) {
            server.http("b" + i).connected().held();
        }
        server.core().stop();
        Set<Integer> intervals = server.advisedIntervals();
        assertThat(intervals).allMatch(interval -> interval >= 500 && interval <= 1_500);
        assertThat(intervals).as("not all the same").hasSizeGreaterThan(20);
        assertThat(intervals).anyMatch(interval -> interval > 1_000).anyMatch(interval -> interval < 1_000);
    }

    @Test
    void listenersLearnAndLocalSessionsEnd() {
        TestCore server = servers.start();
        Set<String> heard = new HashSet<>();
        LocalSession local = server.core().newLocalSession("service");
        server.webSocket().connected();
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionRemoved(ServerSession session, CloseReason reason) {
                heard.add(session.isLocal() + " " + reason);
            }
        });
        server.core().stop();
        assertThat(heard).containsExactlyInAnyOrder("true SERVER_STOPPED", "false SERVER_STOPPED");
        assertThat(local.session().isConnected()).isFalse();
    }

    @Test
    void secondStopDoesNothing() {
        TestCore server = servers.start();
        server.webSocket().connected();
        server.core().stop();
        int before = server.events().all().size();
        server.core().stop();
        assertThat(server.events().all()).hasSize(before);
    }

    @Test
    void connectionThatDoesNotCloseIsNotWaitedForForEver() {
        TestCore server = servers.start();
        server.expectFailures(1);
        TestPeer peer = server.webSocket().connected();
        peer.last().connection().onClose(reason -> {});
        server.core().stop();
        assertThat(server.events().named("transportFailed")).hasSize(1);
    }

    @Test
    void handshakeUnderWayLeavesNoSession() {
        TestCore server = servers.start();
        server.expectFailures(1);
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                server.core().stop();
            }
        });
        server.http("b").send("""
                {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}""");
        assertThat(server.core().sessions()).isEmpty();
    }

    @Test
    void linkOpenedLaterIsClosedAtOnce() {
        TestCore server = servers.start();
        server.core().stop();
        TestPeer late = server.webSocket();
        assertThat(late.open().closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
    }

    @Test
    void handshakeWhileTheServerStopsIsRefused() {
        TestCore server = servers.start("interval", "700");
        server.webSocket().connected();
        TestPeer late = server.webSocket();
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionRemoved(ServerSession session, CloseReason reason) {
                late.send(HANDSHAKE);
            }
        });
        server.core().stop();
        assertThat(late.received()).containsExactly("""
                {"channel":"/meta/handshake","successful":false,"error":"503::server_stopping",\
                "advice":{"reconnect":"handshake","interval":700},\
                "supportedConnectionTypes":["websocket","long-polling"]}""");
        assertThat(server.events().named("opened")).hasSize(1);
    }

    @Test
    void sessionOfAHandshakeThatWasUnderWayIsNotGrantedAndDropped() {
        TestCore server = servers.start();
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer bayeux, ServerSession session, Request.Handshake handshake) {
                server.core().stop();
                return Decision.grant();
            }
        });
        // The request that stops the server waits for itself.
        server.expectFailures(1);
        server.http("b").send(HANDSHAKE);
        assertThat(server.events().named("opened")).isEmpty();
        assertThat(server.core().sessions()).isEmpty();
    }
}
