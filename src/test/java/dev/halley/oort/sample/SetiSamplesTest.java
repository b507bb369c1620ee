package dev.halley.oort.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.TestCluster;
import java.util.List;
import java.util.Map;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.client.websocket.jakarta.WebSocketTransport;
import org.cometd.oort.Oort;
import org.cometd.oort.Seti;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.ServerSessionImpl;
import org.junit.jupiter.api.Test;

/** What docs/migration-from-cometd.md shows of users runs, on CometD and here, and does the same. */
class SetiSamplesTest {

    @Test
    void usersGetMailOnAllNodesHere() {
        try (TestCluster cluster = TestCluster.start(2, () -> new Setup().beans(UserPolicy.class, Mail.class))) {
            TestClient ann =
                    cluster.server(0).client().handshake("{\"user\":\"ann\"}").connect();
            TestClient bob =
                    cluster.server(1).client().handshake("{\"user\":\"bob\"}").connect();
            assertThat(ann.dataOn("/service/mail")).contains("{\"text\":\"Hello, ann\"}");
            bob.received();

            assertThat(ann.<Integer>call("mail/send", new Mail.Letter("bob", "hello"), Integer.class))
                    .isEqualTo(1);
            assertThat(bob.dataOn("/service/mail")).containsExactly("{\"text\":\"hello\"}");
            assertThat(ann.<Integer>call("mail/send", new Mail.Letter("cat", "hello"), Integer.class))
                    .isZero();
            assertThat(cluster.server(0).client().tryHandshake(null)).contains("user_unknown");
        }
    }

    @Test
    void usersGetMailOnCometd() throws Exception {
        BayeuxServerImpl bayeux = new BayeuxServerImpl();
        bayeux.start();
        Oort oort = new Oort(bayeux, "http://127.0.0.1/cometd");
        // It would look for one that is older than the server; and there is no other node.
        oort.setClientTransportFactories(List.of(new WebSocketTransport.Factory()));
        oort.start();
        Seti seti = new Seti(oort);
        seti.start();
        try {
            CometdMail mail = new CometdMail(seti);
            CometdUserPolicy policy = new CometdUserPolicy(seti);
            ServerSessionImpl ann = bayeux.newServerSession();
            ServerMessage.Mutable handshake = bayeux.newMessage();
            handshake.put("ext", Map.of("user", "ann"));

            assertThat(policy.canHandshake(bayeux, ann, handshake)).isTrue();
            mail.send("ann", "hello");

            assertThat(ann.getQueue())
                    .extracting(ServerMessage::getData)
                    .containsExactly(Map.of("text", "Hello, ann"), Map.of("text", "hello"));
            assertThat(policy.canHandshake(bayeux, bayeux.newServerSession(), bayeux.newMessage()))
                    .isFalse();
        } finally {
            seti.stop();
            oort.stop();
            bayeux.stop();
        }
    }
}
