package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Link;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectTest {

    private static final String GOODBYE = """
            {"channel":"/meta/disconnect","successful":true}""";
    private static final String NONE = """
            {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"none"}}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void clientDisconnects(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).subscribedTo("/a");
        peer.disconnect();
        assertThat(peer.received()).containsExactly(GOODBYE);
        assertThat(server.knows(peer)).isFalse();
        assertThat(server.channel("/a").subscribers()).isEmpty();
        peer.publish("/a", "1");
        assertThat(peer.received())
                .singleElement()
                .asString()
                .contains("402::session_unknown", "\"reconnect\":\"handshake\"");
        assertThat(server.events().named("closed")).containsExactly("closed:DISCONNECTED");
    }

    /**
     * Over HTTP a client's next connect and its disconnect cross each other. CometD's client takes a failed reply to the late connect
     * as advice for the session that it is making meanwhile, shakes hands twice, and has the cookie of the other one in the end.
     */
    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void connectThatTheClientsOwnDisconnectHasOvertakenIsAnsweredAsIfItHadBeenHeld(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).connected();
        peer.disconnect();
        assertThat(peer.received()).containsExactly(GOODBYE);
        peer.connect();
        assertThat(peer.received()).containsExactly(NONE);
        assertThat(server.core().sessions()).isEmpty();
        peer.connect();
        assertThat(peer.received()).as("once").singleElement().asString().contains("402::session_unknown");
        assertThat(server.core().sizes().departed()).isZero();
    }

    @Test
    void connectThatComesWhileTheSessionEndsIsAnsweredSo() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionRemoved(ServerSession session, CloseReason reason) {
                peer.connect();
            }
        });
        peer.disconnect();
        assertThat(peer.received()).contains(NONE, GOODBYE);
    }

    @Test
    void connectIsTooLateTenSecondsAfterTheDisconnect() {
        for (long millis : List.of(10_000L, 10_001L)) {
            TestCore server = servers.start("sweepPeriod", "3600000");
            TestPeer peer = server.http("b").connected();
            peer.disconnect();
            peer.received();
            server.pass(millis);
            server.core().sweep();
            peer.connect();
            assertThat(peer.received())
                    .singleElement()
                    .asString()
                    .contains(millis == 10_000 ? "\"reconnect\":\"none\"" : "402::session_unknown");
            assertThat(server.core().sizes().departed()).isZero();
        }
    }

    @Test
    void connectOfASessionThatTheServerHasEndedIsToldToShakeHands() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        server.session(peer).disconnect(CloseReason.EXPIRED);
        peer.connect();
        assertThat(peer.received())
                .singleElement()
                .asString()
                .contains("402::session_unknown", "\"reconnect\":\"handshake\"");
    }

    @Test
    void webSocketOfAnEndedSessionCarriesAnother() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        peer.disconnect();
        peer.received();
        peer.subscribedTo("/a");
        server.channel("/a").publish(null, 1);
        assertThat(peer.received()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void serverDisconnectsASessionWhoseConnectIsHeld(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer peer = server.peer(kind).connected();
        peer.held();
        CoreSession session = server.session(peer);
        session.batch(() -> {
            session.deliver(null, "/last", "words");
            session.disconnect();
        });
        assertThat(peer.received()).containsExactly("""
                {"channel":"/last","data":"words"}""", GOODBYE, NONE);
        assertThat(server.knows(peer)).isFalse();
    }

    @Test
    void serverDisconnectsASessionOverAWebSocketWithoutAHeldConnect() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        server.session(peer).disconnect();
        assertThat(peer.received()).containsExactly(GOODBYE);
        assertThat(peer.last().closedFor()).isNull();
    }

    @Test
    void serverDisconnectsForAReasonOfTheApplication() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        peer.held();
        server.session(peer).disconnect(CloseReason.POLICY);
        assertThat(peer.received()).containsExactly(GOODBYE, NONE);
        assertThat(server.events().named("closed")).containsExactly("closed:POLICY");
    }

    @Test
    void serverDisconnectsWhileAConnectIsBeingAnswered() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        CoreSession session = server.session(peer);
        server.events().atNext("received:/meta/connect", session::disconnect);
        peer.connect();
        assertThat(peer.received()).containsExactly(GOODBYE, NONE);
    }

    @ParameterizedTest
    @CsvSource({"EXPIRED, 402::session_unknown", "QUEUE_FULL, 402:queue_full:session_unknown"})
    void clientOfASessionThatFailedIsToHandshakeAgain(CloseReason reason, String error) {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        peer.held();
        server.session(peer).disconnect(reason);
        assertThat(peer.received()).containsExactly("""
                {"channel":"/meta/connect","successful":false,"error":"%s",\
                "advice":{"reconnect":"handshake","interval":0}}""".formatted(error));
    }

    @Test
    void whoPolledTooSlowlyIsToldWhyItsSessionEndedWhenItComesBack() {
        TestCore server = servers.start();
        TestPeer peer = server.http("b").connected();
        CoreSession session = server.session(peer);
        session.disconnect(CloseReason.QUEUE_FULL);
        for (int i = 0; i < 2; i++) {
            peer.connect();
            assertThat(peer.received()).containsExactly("""
                    {"channel":"/meta/connect","successful":false,"error":"402:queue_full:session_unknown",\
                    "advice":{"reconnect":"handshake","interval":0}}""");
        }
    }

    @Test
    void secondDisconnectDoesNothing() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        CoreSession session = server.session(peer);
        session.disconnect();
        session.disconnect(CloseReason.POLICY);
        assertThat(server.events().named("closed")).containsExactly("closed:DISCONNECTED_BY_SERVER");
        assertThat(session.isConnected()).isFalse();
        assertThat(session.isHandshaken()).isFalse();
    }

    @Test
    void listenersSeeTheEndInTheirOrder() {
        TestCore server = servers.start();
        List<String> heard = new ArrayList<>();
        TestPeer peer = server.webSocket().subscribedTo("/a");
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionRemoved(ServerSession session, CloseReason reason) {
                heard.add("server " + reason + " " + session.subscriptions().size()
                        + server.core().session(session.id()).isPresent()
                        + server.core().context().isPresent());
            }
        });
        server.session(peer).addListener((ServerSessionListener.RemovedListener) (session, reason) ->
                heard.add("session " + reason + " " + session.subscriptions().size()));
        peer.disconnect();
        assertThat(heard).containsExactly("server DISCONNECTED 1falsetrue", "session DISCONNECTED 0");
    }

    @Test
    void deliveringToAnEndedSessionIsHarmless() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        CoreSession session = server.session(peer);
        peer.disconnect();
        peer.received();
        session.deliver(null, "/a", 1);
        session.batch(() -> session.deliver(null, "/a", 2));
        session.flush();
        assertThat(peer.received()).isEmpty();
        assertThat(session.queue().waiting()).isZero();
        assertThat(server.events().of(session.id())).endsWith("dropped:/a:ended", "dropped:/a:ended");
    }
}
