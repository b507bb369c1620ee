package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Eventually;
import dev.halley.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes of one cluster, each the built WAR in a process of its own; a node that is restarted has the same ports.
 *
 * <p>Thread-safety: confined to the test that started it.
 */
final class RunningCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final int[] ports;
    private final int[] links;
    private final List<RunningWar> nodes = new ArrayList<>();

    private RunningCluster(int count) {
        int[] free = FreePorts.some(2 * count);
        ports = IntStream.of(free).limit(count).toArray();
        links = IntStream.of(free).skip(count).toArray();
    }

    /** Starts all nodes at once and waits until each is ready. */
    static RunningCluster start(int count) throws IOException {
        RunningCluster cluster = new RunningCluster(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<CompletableFuture<RunningWar>> starting = IntStream.range(0, count)
                    .mapToObj(node -> CompletableFuture.supplyAsync(() -> cluster.run(node), threads))
                    .toList();
            starting.forEach(node -> cluster.nodes.add(node.join()));
            cluster.addresses();
            return cluster;
        } catch (RuntimeException | Error failed) {
            cluster.close();
            throw failed;
        } finally {
            threads.shutdown();
        }
    }

    private RunningWar run(int node) {
        String members =
                IntStream.of(links).mapToObj(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        return RunningWar.run(
                "--port=" + ports[node],
                "-Dhalley.cluster.name=several",
                "-Dhalley.cluster.node=n" + node,
                "-Dhalley.cluster.bind=127.0.0.1:" + links[node],
                "-Dhalley.cluster.members=" + members);
    }

    List<URI> addresses() {
        return nodes.stream().map(RunningWar::address).toList();
    }

    RunningWar node(int number) {
        return nodes.get(number);
    }

    /** Kills a node and waits until its process has ended. */
    void kill(int node) throws InterruptedException {
        nodes.get(node).kill();
        nodes.get(node).exitCode();
    }

    /** Starts a node that was killed. */
    void restart(int node) throws IOException {
        nodes.get(node).close();
        nodes.set(node, run(node));
        nodes.get(node).address();
    }

    /** Waits until each of these nodes says in its log that it is linked with so many, itself among them. */
    void awaitLinked(int count, Collection<Integer> living) {
        assertThat(Eventually.met(PATIENCE, () -> living.stream().allMatch(node -> linked(node) == count)))
                .as(
                        "nodes %s are linked with %s nodes; they say %s",
                        living, count, living.stream().map(this::linked).toList())
                .isTrue();
    }

    private int linked(int node) {
        return nodes.get(node)
                .errors()
                .lines()
                .filter(line -> line.contains("Linked nodes of the cluster: "))
                .reduce((before, last) -> last)
                .map(line -> line.split(",").length)
                .orElse(0);
    }

    /** Ends all nodes at once, also those that are frozen. */
    @Override
    public void close() throws IOException {
        nodes.forEach(RunningWar::kill);
        for (RunningWar node : nodes) {
            node.close();
        }
    }
}
