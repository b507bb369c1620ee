package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.LocalSession;
import dev.halley.api.ServerSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Inspection.Drain;
import dev.halley.spi.Inspection.DrainState;
import dev.halley.spi.Link;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrainingTest {

    private static final String HANDSHAKE = """
            {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}""";
    private static final String GO = """
            {"channel":"/meta/connect","successful":false,"error":"503::server_draining",\
            "advice":{"reconnect":"handshake","interval":0}}""";
    private static final String TURNED_AWAY = """
            {"channel":"/meta/handshake","successful":false,"error":"503::server_draining",\
            "advice":{"reconnect":"handshake","interval":0},\
            "supportedConnectionTypes":["websocket","long-polling"]}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void heldConnectIsAnsweredAtOnceAndSendsTheClientAway(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer client = server.peer(kind).connected();
        client.held();
        assertThat(server.core().drain()).isTrue();
        assertThat(client.received()).containsExactly(GO);
        assertThat(server.core().isDraining()).isTrue();
        assertThat(server.core().isOpen()).as("others are still served").isTrue();
        assertThat(server.knows(client))
                .as("what it has sent before it knows is served")
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void connectThatComesLaterIsAnsweredAtOnceAndSendsTheClientAway(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer client = server.peer(kind).connected();
        server.core().drain();
        assertThat(client.received()).isEmpty();
        client.connect();
        assertThat(client.received()).containsExactly(GO);
        assertThat(server.events().named("held")).isEmpty();
    }

    @Test
    void connectThatIsAboutToBeHeldWhenTheDrainBeginsIsAnswered() {
        TestCore server = servers.start();
        TestPeer client = server.http("b").connected();
        server.events().atNext("held", () -> server.core().drain());
        client.connect();
        assertThat(client.received()).containsExactly(GO);
    }

    @Test
    void connectThatIsHandledWhenTheDrainBeginsIsAnsweredWithIt() {
        TestCore server = servers.start();
        TestPeer client = server.http("b").connected();
        server.events().atNext("received:/meta/connect", () -> server.core().drain());
        client.connect();
        assertThat(client.received()).containsExactly(GO);
    }

    @Test
    void whatWaitsGoesWithTheReply() {
        TestCore server = servers.start();
        TestPeer client = server.http("b").connected();
        client.held();
        server.session(client).batch(() -> {
            server.session(client).deliver(null, "/a", 1);
            server.core().drain();
        });
        client.connect();
        assertThat(client.received()).contains("""
                {"channel":"/a","data":1}""");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void whatTheClientHadSentBeforeItKnewIsServed(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer client = server.peer(kind).connected();
        TestPeer other = server.webSocket().subscribedTo("/news");
        client.held();
        server.core().drain();
        client.received();
        client.publish("/news", "1");
        assertThat(client.received()).singleElement().asString().contains("\"successful\":true");
        assertThat(other.received()).containsExactly("""
                {"channel":"/news","data":1}""");
    }

    @Test
    void sessionOfAClientThatPollsEndsSoonAfterItWasToldToGo() {
        TestCore server = servers.start();
        TestPeer client = server.http("b").connected();
        client.held();
        server.core().drain();
        client.received();
        server.pass(999);
        server.core().sweep();
        assertThat(server.knows(client)).isTrue();
        client.publish("/service/s", "1");
        server.pass(1);
        server.core().sweep();
        assertThat(server.knows(client)).isFalse();
        assertThat(server.events().named("closed")).containsExactly("closed:DRAINED");
        assertThat(server.events().named("drainEnded")).containsExactly("drainEnded:1:0");
    }

    @Test
    void sessionEndsWhenItsWebSocketIsClosedByTheClientThatGoes() {
        TestCore server = servers.start();
        TestPeer client = server.webSocket().connected();
        client.held();
        server.core().drain();
        assertThat(server.events().named("drainEnded")).isEmpty();
        client.vanish();
        assertThat(server.events().named("closed")).containsExactly("closed:DRAINED");
        assertThat(server.events().named("drainEnded")).containsExactly("drainEnded:1:0");
        assertThat(server.core().drainState()).isEqualTo(new Drain(DrainState.DRAINED, 1, 0));
    }

    @Test
    void webSocketOfAClientThatWasToldIsClosedWithItsSession() {
        TestCore server = servers.start();
        TestPeer client = server.webSocket().connected();
        client.held();
        server.core().drain();
        assertThat(client.last().closedFor()).isNull();
        server.pass(1_000);
        server.core().sweep();
        assertThat(client.last().closedFor()).isEqualTo(CloseReason.DRAINED);
        assertThat(client.received())
                .as("no goodbye, which would end the client")
                .containsExactly(GO);
    }

    @Test
    void handshakeOverTheSameWebSocketIsTurnedAwayAndTheWebSocketClosed() {
        TestCore server = servers.start();
        TestPeer client = server.webSocket().connected();
        client.held();
        server.core().drain();
        client.received();
        client.send(HANDSHAKE);
        assertThat(client.received()).containsExactly(TURNED_AWAY);
        assertThat(client.last().closedFor()).isEqualTo(CloseReason.DRAINED);
        assertThat(server.knows(client)).isFalse();
        assertThat(server.events().named("drainEnded")).containsExactly("drainEnded:1:0");
    }

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void newClientIsTurnedAway(Link.Kind kind) {
        TestCore server = servers.start();
        server.core().drain();
        TestPeer late = server.peer(kind);
        late.send(HANDSHAKE);
        assertThat(late.received()).containsExactly(TURNED_AWAY);
        assertThat(server.events().named("opened")).isEmpty();
    }

    @Test
    void handshakeThatIsUnderWayWhenTheDrainBeginsIsTurnedAway() {
        TestCore server = servers.start();
        TestPeer late = server.http("b");
        server.events().atNext("received:/meta/handshake", () -> server.core().drain());
        late.send(HANDSHAKE);
        assertThat(late.received()).containsExactly(TURNED_AWAY);
        assertThat(server.core().sessions()).isEmpty();
    }

    @Test
    void clientsAreSpreadOverAWhile() {
        TestCore server = servers.start("reconnectSpread", "1000", "interval", "500");
        for (int i = 0; i < 100; i++) {
            server.http("b" + i).connected().held();
        }
        server.core().drain();
        Set<Integer> intervals = server.advisedIntervals();
        assertThat(intervals).allMatch(interval -> interval >= 500 && interval <= 1_500);
        assertThat(intervals).as("not all the same").hasSizeGreaterThan(20);
    }

    @Test
    void clientsAreToldWhichOtherServersThereAreNotAllInOneOrder() {
        TestCore server = servers.start();
        server.core().otherHosts(() -> List.of("b.example:8443", "c.example"));
        for (int i = 0; i < 100; i++) {
            server.http("b" + i).connected().held();
        }
        server.core().drain();
        Set<String> replies = new HashSet<>();
        server.peers().forEach(peer -> replies.addAll(peer.received()));
        assertThat(replies)
                .containsExactlyInAnyOrder(
                        "{\"channel\":\"/meta/connect\",\"successful\":false,\"error\":\"503::server_draining\",\"advice\":{\"reconnect\":\"handshake\","
                                + "\"interval\":0,\"hosts\":[\"b.example:8443\",\"c.example\"]}}",
                        "{\"channel\":\"/meta/connect\",\"successful\":false,\"error\":\"503::server_draining\",\"advice\":{\"reconnect\":\"handshake\","
                                + "\"interval\":0,\"hosts\":[\"c.example\",\"b.example:8443\"]}}");
        TestPeer late = server.webSocket();
        late.send(HANDSHAKE);
        assertThat(late.received()).singleElement().asString().contains("\"hosts\":[", "c.example");
    }

    @Test
    void clientsOfAServerThatStopsAreSentToTheOthersWhereThoseAreKnown() {
        TestCore server = servers.start();
        server.core().otherHosts(() -> List.of("b.example"));
        TestPeer client = server.http("b").connected();
        client.held();
        server.core().stop();
        assertThat(client.received()).singleElement().asString().contains("\"reconnect\":\"handshake\"", "b.example");
    }

    @Test
    void whoStaysIsEndedAfterTheDrainTime() {
        TestCore server = servers.start("drainTime", "20000", "maxInterval", "60000");
        TestPeer idle = server.webSocket().connected();
        TestPeer gone = server.http("b").connected();
        gone.held();
        server.core().drain();
        server.pass(19_999);
        assertThat(server.knows(idle)).isTrue();
        assertThat(server.knows(gone)).isFalse();
        assertThat(server.core().drainState()).isEqualTo(new Drain(DrainState.DRAINING, 1, 0));
        server.pass(1);
        assertThat(server.core().sessions()).isEmpty();
        assertThat(idle.last().closedFor()).isEqualTo(CloseReason.DRAINED);
        assertThat(server.events().named("drainEnded")).containsExactly("drainEnded:1:1");
        assertThat(server.core().drainState()).isEqualTo(new Drain(DrainState.DRAINED, 1, 1));
    }

    @Test
    void withoutADrainTimeAllAreEndedAtOnce() {
        TestCore server = servers.start("drainTime", "0");
        TestPeer http = server.http("b").connected();
        TestPeer webSocket = server.webSocket().connected();
        TestPeer idle = server.webSocket().connected();
        http.held();
        webSocket.held();
        server.core().drain();
        assertThat(http.received()).containsExactly(GO);
        assertThat(webSocket.received()).containsExactly(GO);
        assertThat(idle.last().closedFor()).isEqualTo(CloseReason.DRAINED);
        assertThat(server.events().named("drainEnded")).containsExactly("drainEnded:0:3");
    }

    @Test
    void webSocketThatCarriesNobodyIsClosedAtTheEnd() {
        TestCore server = servers.start();
        TestPeer nobody = server.webSocket();
        nobody.open();
        server.core().drain();
        assertThat(nobody.last().closedFor()).isEqualTo(CloseReason.DRAINED);
    }

    @Test
    void drainWithoutClientsIsOverAtOnceAndLeavesTheServersOwnSessions() {
        TestCore server = servers.start();
        LocalSession own = server.core().newLocalSession("service");
        server.core().drain();
        assertThat(server.events().named("drainBegan")).containsExactly("drainBegan:0");
        assertThat(server.events().named("drainEnded")).containsExactly("drainEnded:0:0");
        assertThat(own.session().isConnected()).isTrue();
        assertThat(server.core().awaitDrained(Duration.ZERO)).isTrue();
        assertThat(server.time().waiting()).as("the sweeper's timer alone").isEqualTo(1);
    }

    @Test
    void secondDrainDoesNothing() {
        TestCore server = servers.start();
        TestPeer client = server.http("b").connected();
        assertThat(server.core().drain()).isTrue();
        int before = server.events().all().size();
        assertThat(server.core().drain()).isFalse();
        assertThat(server.events().all()).hasSize(before);
        assertThat(server.core().awaitDrained(Duration.ZERO))
                .as("a client is there")
                .isFalse();
        assertThat(server.knows(client)).isTrue();
    }

    @Test
    void stopEndsADrainThatIsUnderWay() {
        TestCore server = servers.start();
        TestPeer client = server.http("b").connected();
        server.core().drain();
        server.core().stop();
        assertThat(server.events().named("drainEnded")).containsExactly("drainEnded:0:1");
        assertThat(server.events().named("closed")).containsExactly("closed:SERVER_STOPPED");
        assertThat(server.core().awaitDrained(Duration.ZERO)).isTrue();
        assertThat(server.core().drain()).as("after the stop").isFalse();
        assertThat(server.time().waiting()).as("no timer is left").isZero();
        assertThat(client.received()).isEmpty();
    }

    @Test
    void serverThatIsStoppedDoesNotDrain() {
        TestCore server = servers.start();
        server.core().stop();
        assertThat(server.core().drain()).isFalse();
        assertThat(server.core().isDraining()).isFalse();
        assertThat(server.events().named("drainBegan")).isEmpty();
    }

    @Test
    void drainIsOverWhenTheLastHandshakeThatWasUnderWayIsTurnedAway() {
        TestCore server = servers.start();
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                server.core().drain();
            }
        });
        TestPeer last = server.http("b");
        last.handshake();
        last.connect();
        assertThat(last.received()).containsExactly(GO);
        server.pass(2_000);
        assertThat(server.events().named("drainEnded")).containsExactly("drainEnded:1:0");
    }

    @Test
    void clientThatSaysGoodbyeMeanwhileHasLeft() {
        TestCore server = servers.start();
        TestPeer client = server.webSocket().connected();
        server.core().drain();
        client.disconnect();
        assertThat(server.events().named("closed")).containsExactly("closed:DISCONNECTED");
        assertThat(server.events().named("drainEnded")).containsExactly("drainEnded:1:0");
    }

    @Test
    void clientThatConnectsAgainAndAgainIsEndedInTheEnd() {
        TestCore server = servers.start();
        TestPeer deaf = server.http("b").connected();
        server.core().drain();
        for (int i = 0; i < 60; i++) {
            deaf.connect();
            server.pass(499);
            assertThat(server.knows(deaf)).isTrue();
        }
        server.pass(60);
        assertThat(server.knows(deaf)).isFalse();
        assertThat(deaf.received()).contains(GO).allMatch(reply -> reply.contains("\"reconnect\":\"handshake\""));
    }
}
