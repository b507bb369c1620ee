package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.Session;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The test kit as an application uses it. */
@HalleyTest(
        services = {HalleyTestTest.Greeter.class, HalleyTestTest.Clock.class},
        settings = "timeout=5000")
public class HalleyTestTest {

    /** A service as an application writes one. */
    @Service
    public static class Greeter {

        @Session
        private ServerSession self;

        @RemoteCall("greet")
        public String greet(String name) {
            return "Hello, " + name;
        }

        @Listener("/service/wave")
        public void wave(ServerSession from, Request.Publish message) {
            from.deliver(self, "/waved", message.data());
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
        public String time() {
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
        assertThat(bob.received()).containsExactly("{\"channel\":\"/chat\",\"id\":\"3\",\"successful\":true}");
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
        server.bayeux().createChannel("/service/broken").addListener((MessageListener) (from, message) -> {
            throw new IllegalStateException("on purpose");
        });
        client.handshake().publish("/service/broken", "1");

        assertThat(server.takeFailures()).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(server.takeFailures()).isEmpty();
    }

    @Test
    void aServiceThatCannotBeMadeIsNamed() {
        Setup setup = new Setup().service(Runnable.class);

        assertThatThrownBy(() -> InProcessServer.start(setup))
                .hasMessageStartingWith("java.lang.Runnable cannot be created: a service under test needs");
    }

    @Test
    void aClientWithoutASessionSaysSo(TestClient client) {
        assertThatThrownBy(() -> client.publish("/a", "1")).hasMessageContaining("handshake() first");
    }
}
