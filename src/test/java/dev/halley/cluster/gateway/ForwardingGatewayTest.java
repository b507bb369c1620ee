package dev.halley.cluster.gateway;

import static dev.halley.cluster.gateway.ForwardingNode.connect;
import static dev.halley.cluster.gateway.ForwardingNode.look;
import static dev.halley.cluster.gateway.ForwardingNode.publish;
import static dev.halley.cluster.gateway.ForwardingNode.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxContext;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.cluster.gateway.ForwardingNode.Client;
import dev.halley.json.RawJson;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import dev.halley.testing.ScriptedConnection;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.Visitor;
import jakarta.servlet.http.HttpSession;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients come to one node, and their sessions are on another. */
@Timeout(60)
class ForwardingGatewayTest {

    private static final String UNKNOWN = "\"error\":\"402::session_unknown\"";

    private final MemoryNetwork network = new MemoryNetwork();
    private final ManualTime time = new ManualTime();
    private final ForwardingNode owner = new ForwardingNode(network, "owner", time, Runnable::run);
    private final ForwardingNode edge = new ForwardingNode(network, "edge", time, Runnable::run);

    private final String clientId = owner.handshake();

    private ServerSession session() {
        return owner.core.session(clientId).orElseThrow();
    }

    private void sendFromOwner(String data) {
        session().deliver(null, "/news", RawJson.parse(data));
    }

    @Test
    void requestIsAnsweredByTheNodeThatHasTheSession() {
        Client client = edge.request(subscribe(clientId, "/news"), look(clientId));

        assertThat(client.text())
                .contains("\"channel\":\"/meta/subscribe\",\"successful\":true")
                .contains("\"channel\":\"/meta/connect\",\"successful\":true");
        assertThat(owner.core.channel("/news").orElseThrow().subscribers()).containsExactly(session());
        assertThat(edge.core.sessions()).isEmpty();
        assertThat(edge.gateway.report()).isEqualTo(ForwardingReport.NONE);
        assertThat(owner.gateway.report()).isEqualTo(ForwardingReport.NONE);
    }

    @Test
    void heldConnectBringsWhatTheSessionGets() {
        edge.request(look(clientId));
        Client held = edge.request(connect(clientId));
        assertThat(held.text()).isEmpty();
        assertThat(edge.gateway.report().forwarded()).isEqualTo(1);
        assertThat(owner.gateway.report().remote()).isEqualTo(1);

        sendFromOwner("1");

        assertThat(held.text()).contains("{\"channel\":\"/news\",\"data\":1}", "/meta/connect");
        assertThat(edge.gateway.report().forwarded()).isZero();
        assertThat(owner.gateway.report().remote()).isZero();
    }

    @Test
    void socketWithoutTheCookieGoesOnWithASessionThatWasMadeByHttpElsewhere() {
        String withCookie = owner.handshake(new Peer(Visitor.anonymous().over("long-polling"), "a browser", true));
        Client socket = edge.socket();

        socket.says(connect(withCookie));
        socket.take();
        owner.core.session(withCookie).orElseThrow().deliver(null, "/news", RawJson.parse("1"));
        socket.says(publish(withCookie, "/news", "2"));

        assertThat(socket.text())
                .contains("{\"channel\":\"/news\",\"data\":1}", "\"channel\":\"/news\",\"successful\":true");
        assertThat(socket.connection.breaches()).isEmpty();
    }

    @Test
    void socketServesTheSessionsOfTheNodeThatItIsConnectedTo() {
        Client socket = owner.socket();
        socket.says(look(clientId));

        assertThat(socket.text()).contains("\"successful\":true");
        assertThat(owner.gateway.report()).isEqualTo(ForwardingReport.NONE);
    }

    @Test
    void messageWithoutAClientIdGoesTheWayOfTheSocket() {
        Client socket = edge.socket();
        socket.says(look(clientId));
        socket.take();

        socket.says("{'channel':'/meta/connect','connectionType':'websocket'}");

        assertThat(socket.text()).contains(UNKNOWN);
        assertThat(edge.gateway.report().forwarded()).isEqualTo(1);
    }

    @Test
    void handshakeOnASocketMakesASessionOfTheNodeThatItIsConnectedTo() {
        Client socket = edge.socket();
        socket.says(look(clientId));
        socket.take();

        socket.says("{'channel':'/meta/handshake','version':'1.0','supportedConnectionTypes':['websocket']}");

        assertThat(socket.text()).contains("\"channel\":\"/meta/handshake\"", "\"successful\":true");
        assertThat(edge.core.sessions()).hasSize(1);
        assertThat(edge.gateway.report().forwarded()).isZero();
        assertThat(owner.gateway.report().remote()).isZero();
        assertThat(socket.connection.closedFor()).isNull();
    }

    @Test
    void socketGoesFromOneOwnerToAnother() {
        ForwardingNode third = new ForwardingNode(network, "third", time, Runnable::run);
        String other = third.handshake();
        Client socket = edge.socket();
        socket.says(look(clientId));
        socket.take();

        socket.says(look(other));

        assertThat(socket.text()).contains("\"successful\":true");
        assertThat(owner.gateway.report().remote()).isZero();
        assertThat(third.gateway.report().remote()).isEqualTo(1);
    }

    @Test
    void somebodyElseGetsNothingOfTheSession() {
        String anns = owner.handshake(new Peer(Visitor.named("ann").over("long-polling"), null, false));

        Client bob = edge.request(Visitor.named("bob"), look(anns));
        Client ann = edge.request(Visitor.named("ann"), look(anns));
        Client otherBrowser = edge.request(
                new Peer(Visitor.anonymous(), "another browser", true),
                look(owner.handshake(new Peer(Visitor.anonymous(), "a browser", true))));

        assertThat(bob.text()).contains(UNKNOWN);
        assertThat(ann.text()).contains("\"successful\":true");
        assertThat(otherBrowser.text()).contains(UNKNOWN);
    }

    @Test
    void whatIsKnownOfTheClientGoesAlong() {
        AtomicReference<BayeuxContext> seen = new AtomicReference<>();
        owner.core.declareRoles(List.of("admin"));
        edge.core.declareRoles(List.of("admin", "guest"));
        owner.core.createChannel("/service/who").addListener((MessageListener) (from, message) -> {
            seen.set(owner.core.context().orElseThrow());
            return Verdict.pass();
        });
        String anns = owner.handshake(new Peer(Visitor.named("ann"), null, false));
        InetSocketAddress address = new InetSocketAddress("192.0.2.7", 4711);
        Visitor visitor = Visitor.named("ann", "admin", "editor")
                .withHeader("Accept-Language", "fr")
                .withSession(Map.of("cart", "full"))
                .from(address);

        edge.request(visitor, publish(anns, "/service/who", "1"));

        BayeuxContext context = seen.get();
        assertThat(context.principal().map(Principal::getName)).contains("ann");
        assertThat(context.isUserInRole("admin")).isTrue();
        assertThat(context.isUserInRole("editor")).isFalse();
        assertThat(context.remoteAddress()).contains(address);
        assertThat(context.transport()).isEqualTo("long-polling");
        assertThat(context.url()).isEqualTo(visitor.url());
        assertThat(context.locales()).isEqualTo(visitor.locales());
        assertThat(context.protocol()).isEqualTo(visitor.protocol());
        assertThat(context.isSecure()).isEqualTo(visitor.isSecure());
        assertThat(context.contextPath()).isEqualTo(visitor.contextPath());
        assertThat(context.applicationAttribute("theme")).contains("theme of owner");
        assertThat(context.sessionAttribute("cart")).isEmpty();
        assertThat(context.requestAttribute("any")).isEmpty();
        assertThat(context.unwrap(HttpSession.class)).isEmpty();
    }

    @Test
    void clientThatLeavesTheEdgeHasLeftItsSessionsConnection() {
        Client socket = edge.socket();
        socket.says(connect(clientId));
        assertThat(session().isConnected()).isTrue();

        socket.link.closed(CloseReason.CONNECTION_LOST);

        assertThat(owner.gateway.report().remote()).isZero();
        assertThat(owner.core.connections()).isZero();
        assertThat(owner.core.session(clientId)).isPresent();
    }

    @Test
    void sessionThatEndsClosesTheSocketAtTheEdge() {
        Client socket = edge.socket();
        socket.says(connect(clientId));

        owner.core.stop();

        assertThat(socket.connection.closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
        assertThat(edge.gateway.report().forwarded()).isZero();
        assertThat(owner.gateway.report().remote()).isZero();
    }

    @Test
    void nextBatchWaitsUntilTheSlowClientHasTakenTheOneBefore() {
        Client socket = edge.socket();
        socket.says(look(clientId));
        socket.connection.forget();
        socket.connection.completeWhenTold();

        for (int i = 0; i < 100; i++) {
            sendFromOwner("" + i);
        }

        assertThat(socket.connection.batches()).hasSize(1);
        socket.connection.complete();
        assertThat(socket.connection.batches()).hasSize(2);
        assertThat(socket.text()).contains("\"data\":0}", "\"data\":99}");
        assertThat(socket.connection.breaches()).isEmpty();
    }

    @Test
    void sendThatBlocksIsNoticedAndHoldsUpNobodyElse() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            ForwardingNode busy = new ForwardingNode(network, "busy", time, threads);
            CountDownLatch blocks = new CountDownLatch(1);
            CountDownLatch released = new CountDownLatch(1);
            Client socket = busy.socket();
            socket.says(look(clientId));
            socket.connection.awaitBatches(1);
            socket.connection.onSend(batch -> {
                blocks.countDown();
                await(released);
            });
            sendFromOwner("1");
            await(blocks);

            time.advance(EdgeLink.BLOCKED_AFTER);
            assertThat(socket.connection.wasBlocked()).isTrue();
            String other = owner.handshake();
            Client neighbour = busy.socket();
            neighbour.says(look(other));
            neighbour.connection.awaitBatches(1);
            assertThat(neighbour.text()).contains("\"successful\":true");
            released.countDown();
        } finally {
            threads.shutdown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void batchThatDoesNotGetOutEndsTheConnection() {
        Client socket = edge.socket();
        socket.says(look(clientId));
        socket.connection.completeWhenTold();
        sendFromOwner("1");

        socket.connection.fail(new IllegalStateException("gone"));

        assertThat(socket.connection.closedFor()).isEqualTo(CloseReason.CONNECTION_LOST);
        assertThat(owner.gateway.report().remote()).isZero();
    }

    @Test
    void batchThatIsLongerThanNodesSendEachOtherEndsTheConnectionAndNothingElse() {
        Client socket = edge.socket();
        socket.says(look(clientId));

        sendFromOwner("\"" + "x".repeat(Cluster.MAX_LENGTH) + "\"");

        assertThat(socket.connection.closedFor()).isEqualTo(CloseReason.CONNECTION_LOST);
        assertThat(edge.request(look(clientId)).text()).contains("\"successful\":true");
    }

    // When nodes go

    @Test
    void heldConnectIsToldToHandshakeWhenTheOwnerIsLost() {
        edge.request(look(clientId));
        Client held = edge.request(connect(clientId));

        network.lose(owner.node);

        assertThat(held.text()).contains(UNKNOWN, "\"advice\":{\"reconnect\":\"handshake\",\"interval\":0}");
        assertThat(edge.gateway.report().forwarded()).isZero();
    }

    @Test
    void nobodyKnowsWhatBecameOfAPublishWhoseOwnerIsLostBeforeItAnswers() {
        network.hold(owner.node, edge.node);
        Client client = edge.request(publish(clientId, "/news", "1"), look(clientId));

        network.lose(owner.node);

        assertThat(client.text())
                .contains("\"channel\":\"/news\",\"successful\":false,\"error\":\"503::publish_unconfirmed\"")
                .contains("\"channel\":\"/meta/connect\",\"successful\":false," + UNKNOWN)
                .contains("\"advice\":{\"reconnect\":\"handshake\",\"interval\":0}");
    }

    @Test
    void socketIsClosedWhenTheOwnerIsLostAndItsClientIsToldToHandshakeWhenItComesBack() {
        Client socket = edge.socket();
        socket.says(connect(clientId));

        network.lose(owner.node);

        assertThat(socket.connection.closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
        assertThat(edge.gateway.report().forwarded()).isZero();
        Client again = edge.socket();
        again.says(connect(clientId));
        assertThat(again.text()).contains(UNKNOWN, "\"reconnect\":\"handshake\"");
    }

    @Test
    void sessionWhoseEdgeIsLostWaitsForItsClient() {
        Client socket = edge.socket();
        socket.says(connect(clientId));

        network.lose(edge.node);

        assertThat(owner.gateway.report().remote()).isZero();
        assertThat(owner.core.connections()).isZero();
        assertThat(owner.core.session(clientId)).isPresent();
        time.advance(Duration.ofSeconds(60));
        assertThat(owner.core.session(clientId)).isEmpty();
    }

    @Test
    void sessionOfANodeThatIsGoneIsUnknownEvenWhileOthersAreMissing() {
        edge.complete = false;

        network.lose(owner.node);

        assertThat(edge.request(connect(clientId)).text()).contains(UNKNOWN, "\"reconnect\":\"handshake\"");
    }

    @Test
    void nodeThatDoesNotKnowAllOthersYetTellsTheClientToComeAgain() {
        MemoryNetwork apart = new MemoryNetwork();
        ForwardingNode edge = new ForwardingNode(apart, "starting", time, Runnable::run);
        edge.complete = false;

        Client request = edge.request(connect(clientId), publish(clientId, "/news", "1"));
        Client socket = edge.socket();
        socket.says(connect(clientId));

        assertThat(request.text())
                .contains(
                        "\"channel\":\"/meta/connect\",\"id\":\"c\",\"successful\":false,\"error\":\"503::cluster_incomplete\"")
                .contains("\"advice\":{\"reconnect\":\"retry\",\"interval\":1000}")
                .contains("\"channel\":\"/news\",\"successful\":false,\"error\":\"503::cluster_incomplete\"");
        assertThat(socket.connection.closedFor()).isEqualTo(CloseReason.TRY_AGAIN_LATER);
        assertThat(edge.handshake()).isNotEmpty();
        edge.complete = true;
        assertThat(edge.request(connect(clientId)).text()).contains(UNKNOWN);
    }

    @Test
    void idThatNoNodeHasMadeIsUnknown() {
        for (String id : List.of("x", "0000000", "nobody-at-all-0000000")) {
            assertThat(edge.request(look(id)).text()).contains(UNKNOWN);
        }
    }

    @Test
    void ownerForgetsWhatTheEdgeHasForgotten() {
        Client socket = edge.socket();
        socket.says(connect(clientId));
        assertThat(owner.core.connections()).isEqualTo(1);

        fromEdge(new ForwardMessage.OpenLinks(List.of()));

        assertThat(owner.core.connections()).isZero();
        socket.says(connect(clientId));
        assertThat(socket.connection.closedFor()).isEqualTo(CloseReason.CONNECTION_LOST);
    }

    @Test
    void edgeClosesWhatTheOwnerDoesNotKnow() {
        network.hold(edge.node, owner.node);
        Client socket = edge.socket();
        socket.says(connect(clientId));
        long link = 1;
        network.cut(edge.node, owner.node);

        assertThat(socket.connection.closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
        network.release(edge.node, owner.node);
        network.heal(edge.node, owner.node);
        fromEdge(new ForwardMessage.OpenLinks(List.of(link)));
        assertThat(edge.request(look(clientId)).text()).contains("\"successful\":true");
    }

    private void fromEdge(ForwardMessage message) {
        edge.node.send(owner.node.self().id(), Traffic.LINK, ForwardFormat.encode(message));
    }

    @Test
    void whatCannotBeReadIsCountedAndHarmsNobody() {
        byte[] open = ForwardFormat.encode(new ForwardMessage.Open(
                7, "websocket", Link.Kind.DUPLEX, Traits.ofDuplex(1, 0), Peer.of(Visitor.anonymous()), Set.of()));
        for (int length = 0; length < open.length; length++) {
            edge.node.send(owner.node.self().id(), Traffic.LINK, Arrays.copyOf(open, length));
        }

        assertThat(owner.gateway.report().malformed()).isEqualTo(open.length);
        assertThat(owner.gateway.report().remote()).isZero();
        assertThat(edge.request(look(clientId)).text()).contains("\"successful\":true");
    }

    @Test
    void clientThatSendsMoreThanTheOwnerHandlesWaits() throws Exception {
        Client socket = edge.socket();
        socket.says(look(clientId));
        network.hold(edge.node, owner.node);
        String tooMuch = "'" + "x".repeat(EdgeLink.WINDOW) + "'";
        socket.says(publish(clientId, "/news", tooMuch));

        CompletableFuture<Void> next = CompletableFuture.runAsync(() -> socket.says(publish(clientId, "/news", "2")));
        awaitWaiting(next);
        network.release(edge.node, owner.node);

        next.get(30, TimeUnit.SECONDS);
        assertThat(socket.text()).contains("\"channel\":\"/news\",\"successful\":true");
    }

    @Test
    void clientThatWaitsForTheOwnerWaitsNoLongerThanTheOwnerIsThere() throws Exception {
        Client socket = edge.socket();
        socket.says(look(clientId));
        network.hold(edge.node, owner.node);
        socket.says(publish(clientId, "/news", "'" + "x".repeat(EdgeLink.WINDOW) + "'"));

        CompletableFuture<Void> next = CompletableFuture.runAsync(() -> socket.says(publish(clientId, "/news", "2")));
        awaitWaiting(next);
        network.cut(edge.node, owner.node);

        next.get(30, TimeUnit.SECONDS);
        assertThat(socket.connection.closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
    }

    /** Until the other thread waits; if it ends in place of that, the test goes on to fail or to prove nothing less. */
    private static void awaitWaiting(CompletableFuture<Void> task) {
        while (!task.isDone()
                && Thread.getAllStackTraces().entrySet().stream()
                        .noneMatch(thread -> thread.getKey().getState() == Thread.State.WAITING
                                && List.of(thread.getValue()).toString().contains("EdgeLink.awaitRoom"))) {
            Thread.onSpinWait();
        }
        assertThat(task.isDone()).isFalse();
    }

    @Test
    void connectThatCanBeHeldNoLongerIsAnswered() {
        edge.request(look(clientId));
        Client held = edge.request(connect(clientId));

        held.link.release();

        assertThat(held.text()).contains("\"channel\":\"/meta/connect\"", "\"successful\":true");
    }

    @Test
    void nodeThatStopsAnswersHeldConnectsAndClosesSocketsWhoseSessionsGoOnElsewhere() {
        edge.request(look(clientId));
        Client held = edge.request(connect(clientId));
        String other = owner.handshake();
        Client socket = edge.socket();
        socket.says(connect(other));

        edge.gateway.stop();

        assertThat(held.text()).contains("\"channel\":\"/meta/connect\"", "\"successful\":true");
        assertThat(socket.connection.closedFor()).isEqualTo(CloseReason.SERVER_STOPPED);
        assertThat(owner.core.sessions()).hasSize(2);
        assertThat(owner.gateway.report().remote()).isZero();
    }

    @Test
    void connectionThatEndsWhileItsFirstMessageIsForwardedLeavesNothing() {
        ScriptedConnection connection = ScriptedConnection.completingInside();
        Client socket = edge.new Client(Link.Kind.DUPLEX, Peer.of(Visitor.anonymous()), connection);
        socket.link.closed(CloseReason.CONNECTION_LOST);

        socket.says(connect(clientId));

        assertThat(edge.gateway.report().forwarded()).isZero();
        assertThat(owner.gateway.report().remote()).isZero();
        assertThat(owner.core.connections()).isZero();
        assertThat(edge.core.connections()).isZero();
    }
}
