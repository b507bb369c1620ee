package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.DeliveryChecker;
import dev.halley.testing.Journal;
import dev.halley.testing.Soak;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path temporary;

    private RunningCluster cluster;
    private ClusterLoad load;

    private void freezeFor(int node, ClusterLoad.Trouble meanwhile) throws Exception {
        CompletableFuture<Void> time = new CompletableFuture<>();
        cluster.node(node).freeze();
        time.completeOnTimeout(null, FROZEN_SECONDS, TimeUnit.SECONDS);
        meanwhile.make();
        time.join();
        cluster.node(node).thaw();
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
            cluster.awaitLinked(NODES, except());
        });
        load.awaitEverybody(cluster::views);
    }

    private void round(int killed, int frozen) throws Exception {
        under(Set.of(killed), () -> {
            cluster.kill(killed);
            cluster.awaitLinked(NODES - 1, except(killed));
            cluster.restart(killed);
        });
        under(Set.of(frozen), () -> freezeFor(frozen, () -> cluster.awaitLinked(NODES - 1, except(frozen))));
    }

    private void roundWithBothAtOnce(int killed, int frozen) throws Exception {
        under(
                Set.of(killed, frozen),
                () -> freezeFor(frozen, () -> {
                    cluster.kill(killed);
                    cluster.awaitLinked(1, except(killed, frozen));
                    cluster.restart(killed);
                }));
    }

    private void rounds() throws Exception {
        cluster.awaitLinked(NODES, except());
        load.join();
        load.awaitEverybody(cluster::views);
        for (int i = 0; i < ROUNDS; i++) {
            // In the first round the oldest, which leads the others, is killed, and then the next one, which leads
            // by then, frozen.
            round(i % NODES, (i + 1) % NODES);
            if (ROUNDS > 1) {
                roundWithBothAtOnce(i % NODES, (i + 1) % NODES);
            }
        }
    }

    @Test
    void clientsOfUndisturbedNodesGetEveryMessageOnceAndInOrderAndAllNodesAreWholeAgain() throws Exception {
        Path journal = temporary.resolve("journal.txt");
        try (RunningCluster started = RunningCluster.start(NODES);
                ClusterLoad clients = new ClusterLoad(started.addresses(), CLIENTS, journal)) {
            cluster = started;
            load = clients;
            try {
                rounds();
            } finally {
                cluster.writeLogs(temporary);
            }
        }
        DeliveryChecker checker = Journal.judge(journal, new DeliveryChecker());
        assertThat(load.failures()).isEmpty();
        assertThat(checker.faults()).as(journal.toString()).isEmpty();
        assertThat(checker.messages()).isPositive();
    }
}
