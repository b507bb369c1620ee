package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.Session;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The test kit as an application uses it. */
@HalleyTest(
        services = {HalleyTestTest.Greeter.class, HalleyTestTest.Clock.class},
        settings = "timeout=5000")
class HalleyTestTest {

    /** A service as an application writes one. */
    @Service
    public static class Greeter {

        @Session
        private ServerSession self;

        @RemoteCall("greet")
        public String greet(RemoteCall.Caller caller, String name) {
            return "Hello, " + name;
        }

        @Listener("/service/wave")
        public void wave(ServerSession from, Request.Publish message) {
            from.deliver(self, "/waved", message.data());
        }

        @Listener("/service/broken")
        public void broken(ServerSession from, Request.Publish message) {
            throw new IllegalStateException("on purpose");
        }
    }

    /** One that is given the server. */
    @Service
    public static class Clock {

        private final BayeuxServer server;

        public Clock(BayeuxServer server) {
            this.server = server;
        }

        @RemoteCall("time")
        public String time(RemoteCall.Caller caller, Object nothing) {
            return server.clock().instant().toString();
        }
    }

    @Test
    void aRemoteCallIsAnswered(TestClient client) {
        assertThat(client.handshake().call("greet", "\"Ann\"")).contains("\"data\":\"Hello, Ann\"");
    }

    @Test
    void aServiceSendsToOneClientAlone(TestClient ann, TestClient bob) {
        ann.connected();
        bob.connected();

        ann.publish("/service/wave", "7");

        assertThat(ann.dataOn("/waved")).containsExactly("7");
        assertThat(bob.received()).isEmpty();
    }

    @Test
    void subscribersGetWhatIsPublishedBeforeTheCallReturns(TestClient ann, TestClient bob) {
        ann.connected().subscribe("/chat", "/news");
        bob.connected().publish("/chat", "{\"text\":\"hi\"}");

        assertThat(ann.dataOn("/chat")).containsExactly("{\"text\":\"hi\"}");
        assertThat(bob.received()).containsExactly("{\"channel\":\"/chat\",\"successful\":true,\"id\":\"4\"}");
    }

    @Test
    void theClientsIdIsShownAsADollar(TestClient client) {
        client.handshake();

        assertThat(client.ask("{\"channel\":\"/a\",\"clientId\":\"$\",\"data\":\"$\"}"))
                .containsExactly("{\"channel\":\"/a\",\"successful\":true}");
        assertThat(client.tryHandshake(null)).contains("\"clientId\":\"$\"");
    }

    @Test
    void timeStandsStillUntilItIsMoved(InProcessServer server, ManualTime time, TestClient client) {
        String before = client.connected().call("time", "null");
        assertThat(client.call("time", "null").replace("\"5\"", "")).isNotEmpty();

        server.advance(Duration.ofMillis(4_999));
        assertThat(client.received()).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(client.received()).singleElement().asString().contains("/meta/connect", "\"successful\":true");
        assertThat(client.call("time", "null")).isNotEqualTo(before);
    }

    @Test
    void aClientThatVanishesIsForgottenInTime(InProcessServer server, TestClient client) {
        client.connected().vanish();
        assertThat(client.session()).isPresent();
        assertThat(server.remoteSessions()).hasSize(1);

        server.advance(Duration.ofSeconds(20));

        assertThat(client.session()).isEmpty();
        assertThat(server.remoteSessions()).isEmpty();
    }

    @Test
    void whatTheApplicationThrowsIsThereToBeTaken(InProcessServer server, TestClient client) {
        client.handshake().publish("/service/broken", "1");

        assertThat(server.takeFailures()).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(server.takeFailures()).isEmpty();
    }

    @Test
    void aServiceThatCannotBeMadeIsNamed() {
        Setup setup = new Setup().service(Runnable.class);

        assertThatThrownBy(() -> InProcessServer.start(setup))
                .hasMessageStartingWith("java.lang.Runnable cannot be made: a service under test has");
    }

    @Test
    void aClientWithoutASessionSaysSo(TestClient client) {
        assertThatThrownBy(() -> client.publish("/a", "1")).hasMessageContaining("handshake() first");
    }

    @Nested
    class SetUpByObjects {

        @RegisterExtension
        final HalleyTestExtension halley = new HalleyTestExtension(new Setup()
                .setting("timeout", "1000")
                .policy(new SecurityPolicy() {
                    @Override
                    public Decision canHandshake(BayeuxServer server, ServerSession session, Request.Handshake handshake) {
                        return Decision.of(server.context()
                                .orElseThrow()
                                .principal()
                                .filter(principal -> principal.getName().equals("ann"))
                                .isPresent());
                    }
                })
                .service(new Greeter()));

        @Test
        void thePolicySeesWhoTheClientIs(InProcessServer server) {
            assertThat(server.client().tryHandshake(null)).contains("403::handshake_denied");
            assertThatThrownBy(() -> server.client(Visitor.named("bob")).handshake())
                    .hasMessageContaining("403::handshake_denied");

            TestClient ann = server.client(Visitor.named("ann", "admin")).handshake();

            assertThat(ann.call("/greet", "\"Ann\"")).contains("Hello, Ann");
            assertThat(List.copyOf(server.remoteSessions())).hasSize(1);
        }
    }
}
