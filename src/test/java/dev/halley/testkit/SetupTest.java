package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server under test that is made of objects. */
class SetupTest {

    @RegisterExtension
    final HalleyTestExtension halley = new HalleyTestExtension(new Setup()
            .setting("timeout", "1000")
            .policy(new MembersOnly())
            .service(new HalleyTestTest.Greeter())
            .initially(server -> server.createChannel("/lobby").persistent(true)));

    private static final class MembersOnly implements SecurityPolicy {

        @Override
        public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
            return Decision.of(server.context()
                    .filter(context -> context.isUserInRole("member"))
                    .isPresent());
        }
    }

    @Test
    void thePolicySeesWhoTheClientIs(InProcessServer server) {
        assertThat(server.client().tryHandshake(null)).contains("403::handshake_denied");
        assertThatThrownBy(() -> server.client(Visitor.named("bob")).handshake())
                .hasMessageContaining("403::handshake_denied");

        TestClient ann = server.client(Visitor.named("ann", "member")).handshake();

        assertThat(ann.call("/greet", "\"Ann\"")).contains("Hello, Ann");
        assertThat(server.remoteSessions()).hasSize(1);
    }

    @Test
    void eachTestHasItsOwnServer(InProcessServer server) {
        assertThat(server.remoteSessions()).isEmpty();
        assertThat(server.bayeux().channel("/lobby")).isPresent();
    }

    @Test
    void settingsAreThoseOfInitParams(InProcessServer server) {
        TestClient ann = server.client(Visitor.named("ann", "member")).connected();

        server.advance(Duration.ofMillis(999));
        assertThat(ann.received()).isEmpty();
        server.advance(Duration.ofMillis(1));
        assertThat(ann.received()).hasSize(1);
    }

    @Test
    void settingsAreNamesAndValuesInTurn() {
        Setup setup = new Setup().settings("timeout", "2000", "allowedTransports", "websocket");
        try (InProcessServer server = InProcessServer.start(setup)) {
            assertThat(server.client().tryHandshake(null))
                    .contains("\"timeout\":2000", "\"supportedConnectionTypes\":[\"websocket\"]");
        }
        assertThatThrownBy(() -> new Setup().settings("timeout", "1", "maxQueue"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'maxQueue', has no value");
    }

    @Test
    void tasksRunOnTheWorkersThatWereGiven() {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        try (InProcessServer server = InProcessServer.start(new Setup().workers(tasks::add))) {
            TestClient client = server.client().send("""
                    {"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["websocket"]}""");
            assertThat(client.received()).isEmpty();

            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            assertThat(client.received()).hasSize(1);
            // Else the session ends with the server, in a task that nobody runs.
            server.bayeux().sessions().forEach(ServerSession::disconnect);
        }
    }

    @Test
    void timePassesByItselfWhereThatIsAskedFor() {
        Setup setup = new Setup().inRealTime().settings("timeout", "1");
        try (InProcessServer server = InProcessServer.start(setup)) {
            TestClient client = server.client().connected();
            server.events().await(client.clientId(), "released", 1);
            assertThatThrownBy(server::time)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("inRealTime()");
        }
    }

    @Test
    void onlyFailuresAreRememberedWhereNothingIsToBeRecorded() {
        IllegalStateException thrown = new IllegalStateException("bad");
        Setup setup = new Setup().unrecorded().initially(bayeux -> bayeux.createChannel("/bad")
                .addListener((MessageListener) (from, message) -> {
                    throw thrown;
                }));
        try (InProcessServer server = InProcessServer.start(setup)) {
            server.client().connected().publish("/good", "1").publish("/bad", "1");
            assertThat(server.events().all()).singleElement().asString().startsWith("userCodeFailed");
            assertThat(server.takeFailures()).containsExactly(thrown);
        }
    }

    @Test
    void closingFailsForWhatTheApplicationThrew() {
        IllegalStateException thrown = new IllegalStateException("bad");
        InProcessServer server = InProcessServer.start(new Setup());
        server.bayeux().createChannel("/bad").addListener((MessageListener) (from, message) -> {
            throw thrown;
        });
        server.client().connected().publish("/bad", "1");

        assertThatThrownBy(server::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("takeFailures()")
                .hasSuppressedException(thrown);
        assertThat(server.remoteSessions()).isEmpty();
    }

    @Test
    void aServiceThatIsNamedTwiceIsRefused() {
        Setup setup = new Setup().service(BeansTest.Shop.class);

        assertThatThrownBy(() -> setup.service(BeansTest.Shop.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The service " + BeansTest.Shop.class.getName()
                        + " is registered twice, so its methods would be called twice. Remove one.");
    }
}
