package dev.halley.testkit;

import dev.halley.cluster.broker.ClusterBroker;
import dev.halley.cluster.broker.ClusterHistory;
import dev.halley.spi.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A cluster of servers in the test's own process. A message published on one server has arrived at the subscribers of
 * all servers when the call returns. All servers share one time, which the test moves. There is no network between
 * them; the test splits and heals the cluster.
 *
 * <p>The test's class path must have {@code dev.halley:halley-cluster}.
 *
 * <p>Thread-safety: confined to the test's thread.
 *
 * @since 0.1.0
 */
public final class TestCluster implements AutoCloseable {

    private record Running(InProcessServer server, MemoryNode node, ClusterHistory history) {}

    private final MemoryNetwork network = new MemoryNetwork();
    private final ManualTime time = new ManualTime();
    private final List<Running> running = new ArrayList<>();
    private int started;

    private TestCluster() {}

    /**
     * Starts a cluster.
     *
     * @param nodes how many servers
     * @param setup creates a setup for each of them
     * @throws IllegalArgumentException if a server cannot be a node; the message says why
     * @throws IllegalStateException if {@code halley-cluster} is not on the class path
     */
    public static TestCluster start(int nodes, Supplier<Setup> setup) {
        TestCluster cluster = new TestCluster();
        try {
            for (int i = 0; i < nodes; i++) {
                cluster.join(setup.get());
            }
            return cluster;
        } catch (NoClassDefFoundError noCluster) {
            cluster.leaveAll();
            throw new IllegalStateException(
                    "A cluster under test needs dev.halley:halley-cluster: add it to the test's class path.",
                    noCluster);
        } catch (RuntimeException | Error failed) {
            cluster.leaveAll();
            throw failed;
        }
    }

    /**
     * Starts another server, which joins the cluster.
     *
     * @return the server
     */
    public InProcessServer join(Setup setup) {
        started++;
        MemoryNode node = network.join("n" + started);
        ClusterBroker plain = node.broker(time);
        ClusterHistory history = node.history(time);
        Broker broker = plain.refusing(plain.keeping(history), () -> !node.hasQuorum());
        InProcessServer server = InProcessServer.start(setup.inCluster(node, node.state(), broker, time));
        node.onView(server.platform().events()::nodesChanged);
        running.add(new Running(server, node, history));
        return server;
    }

    /**
     * Makes small parts refuse publishes from the next split on: a part with at most half of the expected servers
     * refuses publishes, and has no primary. The settings {@code cluster.expected} and {@code cluster.onSplit=refuse}
     * do the same.
     *
     * @param expected how many servers the cluster should have
     */
    public void refuseInSplits(int expected) {
        network.expect(expected);
    }

    /**
     * Returns a running server.
     *
     * @param index from 0, in the order in which the servers started
     * @return the server
     */
    public InProcessServer server(int index) {
        return running.get(index).server();
    }

    /** @return the running servers, in the order in which they started */
    public List<InProcessServer> servers() {
        return running.stream().map(Running::server).toList();
    }

    /** Moves the time of all servers on. Tasks that become due run in the order of their times. */
    public void advance(Duration by) {
        time.advance(by);
    }

    /**
     * Splits the given servers from the others; both parts continue. Messages published in one part do not reach the
     * other, and are not delivered later.
     */
    public void split(InProcessServer... part) {
        Set<InProcessServer> apart = Set.of(part);
        network.split(running.stream()
                .filter(one -> apart.contains(one.server()))
                .map(Running::node)
                .toList());
    }

    /** Merges all parts again. */
    public void heal() {
        network.healAll();
    }

    /**
     * Stops a server; the others lose it then.
     *
     * @throws AssertionError as {@link InProcessServer#close}
     * @throws IllegalArgumentException if the server does not run in this cluster
     */
    public void stop(InProcessServer server) {
        Running stopped = running.stream()
                .filter(each -> each.server() == server)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The server does not run in this cluster."));
        running.remove(stopped);
        try {
            stopped.server().close();
        } finally {
            stopped.history().close();
            stopped.node().close();
        }
    }

    /** Without what the application has thrown: the start has failed already. */
    private void leaveAll() {
        servers().forEach(InProcessServer::takeFailures);
        close();
    }

    /**
     * Stops all servers.
     *
     * @throws AssertionError if the application's code threw something that the test did not take; it is that of the
     *     first such server, and those of the others are suppressed
     */
    @Override
    public void close() {
        AssertionError failure = null;
        for (InProcessServer server : servers()) {
            try {
                stop(server);
            } catch (AssertionError error) {
                if (failure == null) {
                    failure = error;
                } else {
                    failure.addSuppressed(error);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
