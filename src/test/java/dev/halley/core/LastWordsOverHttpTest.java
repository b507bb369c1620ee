package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.DeliveryMode;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session that ends while a request of its own is handled tells its client so in the response, and what it had left to say. */
class LastWordsOverHttpTest {

    private static final String SERVICE = """
            {"channel":"/service/x","id":"1","clientId":"$","data":1}""";
    private static final String SERVED = """
            {"channel":"/service/x","id":"1","successful":true}""";
    private static final String WORD = """
            {"channel":"/last","data":"word"}""";
    private static final String GOODBYE = """
            {"channel":"/meta/disconnect","successful":true,"advice":{"reconnect":"none"}}""";
    private static final String NONE = """
            {"channel":"/meta/connect","successful":true,"advice":{"reconnect":"none"}}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start();
    private final TestPeer peer = server.http("b").connected();
    private final CoreSession session = server.session(peer);

    private void onService(Runnable action) {
        server.channel("/service/x").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            action.run();
            return Verdict.pass();
        });
    }

    private void kick() {
        session.deliver(null, "/last", "word");
        session.disconnect();
    }

    @ParameterizedTest
    @EnumSource(DeliveryMode.class)
    void whatAServiceSaidBeforeTheClientDisconnectsIsInTheResponse(DeliveryMode mode) {
        session.deliveryMode(mode);
        onService(() -> session.deliver(null, "/last", "word"));
        assertThat(peer.ask("[" + SERVICE + """
                ,{"channel":"/meta/disconnect","clientId":"$"}]""")).containsExactly(WORD, SERVED, """
                {"channel":"/meta/disconnect","successful":true}""");
        assertThat(server.knows(peer)).isFalse();
    }

    @Test
    void whatWaitedForTheClientThatDisconnectsIsInTheResponse() {
        session.deliver(null, "/last", "word");
        peer.disconnect();
        assertThat(peer.received()).containsExactly(WORD, """
                {"channel":"/meta/disconnect","successful":true}""");
    }

    @Test
    void aServiceThatEndsTheSessionOfItsCallerIsHeard() {
        onService(this::kick);
        assertThat(peer.ask(SERVICE)).containsExactly(WORD, GOODBYE, SERVED);
        peer.connect();
        assertThat(peer.received()).singleElement().asString().contains("402::session_unknown");
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            names = {"DISCONNECTED_BY_SERVER", "POLICY", "TOO_LARGE"})
    void everyReasonOfTheApplicationTellsTheClientNotToComeBack(CloseReason reason) {
        onService(() -> session.disconnect(reason));
        assertThat(peer.ask(SERVICE)).containsExactly(GOODBYE, SERVED);
    }

    @Test
    void theMessagesBehindItInTheRequestAreRefused() {
        onService(this::kick);
        assertThat(peer.ask("[" + SERVICE + "," + SERVICE.replace("\"1\"", "\"2\"") + "]"))
                .containsExactly(WORD, GOODBYE, SERVED, """
                        {"channel":"/service/x","id":"2","successful":false,"error":"402::session_unknown",\
                        "advice":{"reconnect":"handshake","interval":0}}""");
    }

    @Test
    void aPolicyThatEndsTheSessionIsHeard() {
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canPublish(BayeuxServer asked, ServerSession from, Request.Publish message) {
                kick();
                return Decision.deny("no");
            }
        });
        peer.publish("/a", "1");
        assertThat(peer.received()).startsWith(WORD, GOODBYE).hasSize(3);
    }

    @Test
    void anExtensionThatEndsTheSessionIsHeard() {
        server.core().addExtension(new BayeuxExtension() {
            @Override
            public Verdict<Request> incoming(@Nullable ServerSession from, Request request) {
                kick();
                return Verdict.pass();
            }
        });
        assertThat(peer.ask(SERVICE)).startsWith(WORD, GOODBYE).hasSize(3);
    }

    @Test
    void anotherThreadThatEndsTheSessionMeanwhileIsHeard() throws InterruptedException {
        Thread admin = new Thread(this::kick);
        onService(() -> {
            admin.start();
            try {
                admin.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(peer.ask(SERVICE)).containsExactly(WORD, GOODBYE, SERVED);
    }

    @Test
    void whatASessionHadThatExpiresMeanwhileIsInTheResponse() {
        onService(() -> {
            session.deliver(null, "/last", "word");
            server.pass(60_000);
        });
        assertThat(peer.ask(SERVICE))
                .as("its client is to come back, so no goodbye")
                .containsExactly(WORD, SERVED);
        peer.connect();
        assertThat(peer.received()).singleElement().asString().contains("\"reconnect\":\"handshake\"");
    }

    @Test
    void aConnectThatIsBeingAnsweredSaysIt() {
        server.events().atNext("received:/meta/connect", this::kick);
        peer.connect();
        assertThat(peer.received()).startsWith(WORD).endsWith(NONE).hasSize(3);
    }

    @Test
    void aConnectThatWasHandledBeforeInTheSameRequestAdvisesNone() {
        onService(this::kick);
        assertThat(peer.ask("""
                [{"channel":"/meta/connect","clientId":"$","connectionType":"long-polling"},""" + SERVICE + "]")).containsExactly(WORD, GOODBYE, SERVED, NONE);
    }

    @Test
    void aHeldConnectTakesThemAndTheResponseDoesNot() {
        Wire held = peer.held();
        onService(this::kick);
        Wire post = peer.send(SERVICE);
        assertThat(held.connection().texts())
                .singleElement()
                .asString()
                .startsWith("[" + WORD)
                .endsWith(NONE + "]");
        assertThat(post.connection().texts()).containsExactly("[" + SERVED + "]");
    }

    @Test
    void ofTwoRequestsUnderWayOneTakesThem() {
        Wire[] inner = new Wire[1];
        server.channel("/service/y").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            kick();
            return Verdict.pass();
        });
        onService(() -> inner[0] = peer.send(SERVICE.replace("/x", "/y")));
        Wire outer = peer.send(SERVICE);
        assertThat(inner[0].connection().texts()).singleElement().asString().startsWith("[" + WORD + "," + GOODBYE);
        assertThat(outer.connection().texts()).containsExactly("[" + SERVED + "]");
    }

    @Test
    void nothingIsKeptForAnEndedSessionThatNobodyAsksFor() {
        session.deliver(null, "/last", "word");
        session.disconnect();
        assertThat(session.queue().takeLastWords()).isEmpty();
    }

    @Test
    void nothingIsKeptForARequestWhoseClientIsGone() {
        Wire[] post = new Wire[1];
        onService(() -> {
            peer.last().connection().breakSilently();
            peer.last().link().closed(CloseReason.CONNECTION_LOST);
            kick();
        });
        post[0] = peer.send(SERVICE);
        assertThat(post[0].connection().batches()).isEmpty();
        assertThat(session.queue().takeLastWords()).isEmpty();
    }

    @Test
    void aSocketSaysThemBeforeItsReplyAsBefore() {
        TestPeer socket = server.webSocket().connected();
        CoreSession theirs = server.session(socket);
        onService(() -> {
            theirs.deliver(null, "/last", "word");
            theirs.disconnect();
        });
        assertThat(socket.ask(SERVICE)).containsExactly(WORD, """
                {"channel":"/meta/disconnect","successful":true}""", SERVED);
    }
}
