package dev.halley.cluster.state;

import dev.halley.cluster.state.VirtualNetwork.Node;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

class SimulatedStateTest extends ClusteredStateContract {

    private final VirtualNetwork network = new VirtualNetwork(1);
    private Node node;
    private Node otherNode;
    private OwnedState state;
    private OwnedState otherState;

    @BeforeEach
    void start() {
        node = network.join("a");
        state = state(node);
    }

    private static ClusterState state(Node node) {
        return new ClusterState(
                node,
                LIMITS,
                new ClusterState.Surroundings(node, node, node, new StateRules(), UUID.randomUUID()),
                () -> {});
    }

    @Override
    protected void join() {
        otherNode = network.join("b");
        otherState = state(otherNode);
        merge();
    }

    @Override
    protected OwnedState state() {
        return state;
    }

    @Override
    protected NodeId self() {
        return node.id();
    }

    @Override
    protected OwnedState otherState() {
        return otherState;
    }

    @Override
    protected NodeId other() {
        return otherNode.id();
    }

    @Override
    protected void settle() {
        network.runFor(StateHistory.AFTER_VIEW);
    }

    @Override
    protected void leave() {
        otherState.close();
        network.kill(otherNode);
        network.install(List.of(node), 0);
        settle();
    }

    @Override
    protected void split() {
        network.install(List.of(node), 0);
        network.install(List.of(otherNode), 0);
        settle();
    }

    @Override
    protected void merge() {
        network.install(List.of(node, otherNode), 0);
        settle();
    }
}
