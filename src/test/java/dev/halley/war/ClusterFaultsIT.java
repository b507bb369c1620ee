package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.DeliveryChecker;
import dev.halley.testing.FreePorts;
import dev.halley.testing.Soak;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes in processes of their own, 300 clients in rooms over all nodes; nodes are killed, frozen and restarted.
 *
 * <p>In a short run the load is a quarter of the long run's, since three servers and all clients share a small machine.
 */
class ClusterFaultsIT {

    private static final int NODES = 3;
    private static final int CLIENTS = 300;
    private static final int RATE = Soak.choose(500, 2_000);
    /** A round of the long run is about a minute. */
    private static final int ROUNDS = Soak.choose(1, 10);

    private static final int LEAST_SECONDS = Soak.choose(5, 20);
    private static final long FROZEN_SECONDS = Soak.choose(0, 15);

    private final int[] ports = FreePorts.some(NODES);
    private final int[] links = FreePorts.some(NODES);
    private final List<RunningWar> nodes = new ArrayList<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path temporary;

    private ClusterLoad load;

    private RunningWar start(int node) {
        String members =
                IntStream.of(links).mapToObj(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        return RunningWar.run(
                "--port=" + ports[node],
                "-Dhalley.cluster.name=faults",
                "-Dhalley.cluster.node=n" + node,
                "-Dhalley.cluster.bind=127.0.0.1:" + links[node],
                "-Dhalley.cluster.members=" + members);
    }

    @AfterEach
    void stop() throws Exception {
        for (RunningWar node : nodes) {
            node.thaw();
            node.kill();
            node.close();
        }
    }

    private void startAll() {
        List<CompletableFuture<RunningWar>> starting = IntStream.range(0, NODES)
                .mapToObj(node -> CompletableFuture.supplyAsync(() -> start(node)))
                .toList();
        starting.forEach(node -> nodes.add(node.join()));
    }

    /** How many nodes are linked with this one, itself among them, by what it says in its log. */
    private int linked(int node) {
        return nodes.get(node)
                .errors()
                .lines()
                .filter(line -> line.contains("Linked nodes of the cluster: "))
                .reduce((before, last) -> last)
                .map(line -> line.split(",").length)
                .orElse(0);
    }

    private void awaitLinked(int count, Set<Integer> living) throws Exception {
        assertThat(load.eventually(() -> living.stream().allMatch(node -> linked(node) == count)))
                .as("%s are linked with %s nodes: %s", living, count, load)
                .isTrue();
    }

    private void restart(int node) throws Exception {
        nodes.get(node).close();
        nodes.set(node, start(node));
    }

    private void kill(int node) throws Exception {
        nodes.get(node).kill();
        nodes.get(node).exitCode();
    }

    private void freezeFor(int node, ClusterLoad.Trouble meanwhile) throws Exception {
        CompletableFuture<Void> time = new CompletableFuture<>();
        nodes.get(node).freeze();
        time.completeOnTimeout(null, FROZEN_SECONDS, TimeUnit.SECONDS);
        meanwhile.make();
        time.join();
        nodes.get(node).thaw();
    }

    private Set<Integer> except(Integer... gone) {
        return IntStream.range(0, NODES)
                .boxed()
                .filter(node -> !List.of(gone).contains(node))
                .collect(Collectors.toSet());
    }

    private void under(Set<Integer> disturbed, ClusterLoad.Trouble trouble) throws Exception {
        load.publishWhile(RATE, (long) RATE * LEAST_SECONDS, disturbed, () -> {
            trouble.make();
            awaitLinked(NODES, except());
        });
        load.awaitEverybody();
    }

    private void round(int killed, int frozen) throws Exception {
        under(Set.of(killed), () -> {
            kill(killed);
            awaitLinked(NODES - 1, except(killed));
            restart(killed);
        });
        under(Set.of(frozen), () -> freezeFor(frozen, () -> awaitLinked(NODES - 1, except(frozen))));
    }

    private void roundWithBothAtOnce(int killed, int frozen) throws Exception {
        under(
                Set.of(killed, frozen),
                () -> freezeFor(frozen, () -> {
                    kill(killed);
                    awaitLinked(1, except(killed, frozen));
                    restart(killed);
                }));
    }

    @Test
    void clientsOfUndisturbedNodesGetEveryMessageOnceAndInOrderAndAllNodesAreWholeAgain() throws Exception {
        startAll();
        Path journal = temporary.resolve("journal.txt");
        List<URI> addresses = nodes.stream().map(RunningWar::address).toList();
        try (ClusterLoad clients = new ClusterLoad(addresses, CLIENTS, journal)) {
            load = clients;
            awaitLinked(NODES, except());
            clients.join();
            clients.awaitEverybody();
            for (int i = 0; i < ROUNDS; i++) {
                // In the first round the oldest, which leads the others, is killed, and then the next one, which leads
                // by then, frozen.
                round(i % NODES, (i + 1) % NODES);
                if (ROUNDS > 1) {
                    roundWithBothAtOnce(i % NODES, (i + 1) % NODES);
                }
            }
        }
        DeliveryChecker checker = DeliveryChecker.of(journal);
        assertThat(load.failures()).isEmpty();
        assertThat(checker.faults()).as(journal.toString()).isEmpty();
        assertThat(checker.messages()).isPositive();
    }
}
