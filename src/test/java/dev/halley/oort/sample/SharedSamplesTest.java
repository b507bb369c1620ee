package dev.halley.oort.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.util.List;
import org.cometd.client.websocket.jakarta.WebSocketTransport;
import org.cometd.oort.Oort;
import org.cometd.server.BayeuxServerImpl;
import org.junit.jupiter.api.Test;

/** What docs/migration-from-cometd.md shows of shared objects runs, on CometD and here, and does the same. */
class SharedSamplesTest {

    @Test
    void nodesShareALobbyHere() {
        try (TestCluster cluster = TestCluster.start(2, () -> new Setup().beans(Lobby.class))) {
            Lobby one = cluster.server(0).bean(Lobby.class);
            Lobby other = cluster.server(1).bean(Lobby.class);
            one.open("a", "news");
            other.ban("mallory");

            assertThat(other.join("a", "ann")).isTrue();
            assertThat(one.join("a", "mallory")).isFalse();
            assertThat(one.join("b", "ann")).isFalse();
            assertThat(List.of(one.free(), other.free())).containsExactly(3L, 3L);
        }
    }

    @Test
    void nodesShareALobbyOnCometd() throws Exception {
        BayeuxServerImpl bayeux = new BayeuxServerImpl();
        bayeux.start();
        Oort oort = new Oort(bayeux, "http://127.0.0.1/cometd");
        // It would look for one that is older than the server; and there is no other node.
        oort.setClientTransportFactories(List.of(new WebSocketTransport.Factory()));
        oort.start();
        try {
            CometdLobby lobby = new CometdLobby(oort);
            lobby.open("a", "news");
            lobby.ban("mallory");

            assertThat(lobby.join("a", "ann")).isTrue();
            assertThat(lobby.join("a", "mallory")).isFalse();
            assertThat(lobby.join("b", "ann")).isFalse();
            assertThat(lobby.free()).isEqualTo(3L);
        } finally {
            oort.stop();
            bayeux.stop();
        }
    }
}
