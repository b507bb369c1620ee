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
 * Servers in the test's own process that are one cluster: what is published on one has arrived at the subscribers of all when the call
 * returns. They have one time, which the test moves. There is no network between them: a test says when they lose each other.
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
     * @param nodes how many servers
     * @param setup makes what each of them is made of
     * @throws IllegalArgumentException if a server cannot be a node: the message says why
     * @throws IllegalStateException if {@code halley-cluster} is not there
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
                    "A cluster under test needs dev.halley:halley-cluster on the test's class path.", noCluster);
        } catch (RuntimeException | Error failed) {
            cluster.leaveAll();
            throw failed;
        }
    }

    /**
     * Starts another server, which all find.
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
     * From the next split on a part of no more than half as many servers refuses publishes, and has no primary: as {@code cluster.expected} and
     * {@code cluster.onSplit=refuse} have it.
     */
    public void refuseInSplits(int expected) {
        network.expect(expected);
    }

    /** @param index from 0, in the order in which they started. @return a server that runs */
    public InProcessServer server(int index) {
        return running.get(index).server();
    }

    /** @return the servers that run, in the order in which they started */
    public List<InProcessServer> servers() {
        return running.stream().map(Running::server).toList();
    }

    /** Moves the time of all servers on; what becomes due meanwhile happens in its order. */
    public void advance(Duration by) {
        time.advance(by);
    }

    /**
     * The given servers lose the others, and the others lose them; each part goes on. What is published in one part does not come to the
     * other, and is not made up for later.
     */
    public void split(InProcessServer... part) {
        Set<InProcessServer> apart = Set.of(part);
        network.split(running.stream()
                .filter(one -> apart.contains(one.server()))
                .map(Running::node)
                .toList());
    }

    /** All servers find each other again. */
    public void heal() {
        network.healAll();
    }

    /**
     * Stops a server, which the others lose then.
     *
     * @throws AssertionError as {@link InProcessServer#close}
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
     * @throws AssertionError of the first of which the application's code threw something that the test did not take; those of the others
     *     are suppressed
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
