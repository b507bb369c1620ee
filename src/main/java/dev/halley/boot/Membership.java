package dev.halley.boot;

import dev.halley.cluster.runtime.InTurn;
import dev.halley.cluster.runtime.LoneCluster;
import dev.halley.cluster.state.LoneState;
import dev.halley.cluster.state.StateLimits;
import dev.halley.spi.Broker;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.Gateway;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Readiness;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.spi.TransportContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What it means for a server that it is a node of a cluster, or stands alone.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
interface Membership {

    /** @return carries what is published */
    Broker broker();

    /** @return the links to the other nodes */
    Cluster cluster();

    /** @return what all nodes say of themselves */
    OwnedState state();

    /** @return how other nodes know this server */
    NodeId node();

    /** @return its name, which stays over restarts; empty for one that stands alone */
    String nodeName();

    /** @return letters and digits that the ids of this server's sessions end in; empty for one that stands alone */
    String idTag();

    /**
     * Asked once, before clients can come.
     *
     * @param server this server, as its transports see it
     * @return where transports open their links
     */
    Gateway gateway(TransportContext server);

    /** Lets go of the clients here whose sessions other nodes have. */
    void stopForwarding();

    /** @return where clients reach the other nodes */
    List<String> otherHosts();

    /** @return has a say in whether the server is ready; empty for one that stands alone */
    Optional<Readiness> readiness();

    /** @return what JMX shows; empty for one that stands alone */
    Optional<Object> bean();

    /** @return lines of the dump */
    String text();

    /** @param events learns who is linked from now on */
    void tell(ServerEvents events);

    /** Leaves the cluster. */
    void leave();

    /**
     * No cluster.
     *
     * <p>Thread-safety: immutable.
     */
    record StandingAlone(Broker broker, NodeId node, Cluster cluster, OwnedState state) implements Membership {

        /** @param workers run what the server sends to itself */
        static StandingAlone with(Broker broker, Timer timer, Executor workers) {
            ClusterNode self = new ClusterNode(NodeId.random(), "");
            return new StandingAlone(
                    broker,
                    self.id(),
                    new LoneCluster(self, workers, timer),
                    new LoneState(self.id(), StateLimits.USUAL, new InTurn(workers, timer)));
        }

        @Override
        public String nodeName() {
            return "";
        }

        @Override
        public String idTag() {
            return "";
        }

        @Override
        public Gateway gateway(TransportContext server) {
            return server.gateway();
        }

        @Override
        public void stopForwarding() {}

        @Override
        public List<String> otherHosts() {
            return List.of();
        }

        @Override
        public Optional<Readiness> readiness() {
            return Optional.empty();
        }

        @Override
        public Optional<Object> bean() {
            return Optional.empty();
        }

        @Override
        public String text() {
            return "";
        }

        @Override
        public void tell(ServerEvents events) {}

        @Override
        public void leave() {
            state.close();
            cluster.close();
        }
    }
}
