package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OortLongTest {

    private static OortLong players(InProcessServer server) {
        return server.oort().number("players");
    }

    @Test
    void numberOfANodeIsChangedAsAnAtomicLongIs() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortLong players = players(server);
            assertThat(players.get()).isZero();
            assertThat(players.compareAndSet(1, 2)).isFalse();
            assertThat(players.parts()).isEmpty();

            assertThat(players.addAndGet(5)).isEqualTo(5);
            assertThat(players.getAndAdd(-2)).isEqualTo(5);
            assertThat(players.getAndSet(10)).isEqualTo(3);
            assertThat(players.compareAndSet(10, 11)).isTrue();
            players.set(players.get() + 1);
            assertThat(players.sum()).isEqualTo(12);
            assertThat(players.parts()).isEqualTo(Map.of(server.oort().self(), 12L));
            assertThat(players.seen().toCompletableFuture()).isCompleted();
        }
    }

    @Test
    void noChangeOfManyThreadsIsLost() {
        try (InProcessServer server = InProcessServer.start(new Setup().onThreads())) {
            OortLong players = players(server);
            List<CompletableFuture<Void>> adding = IntStream.range(0, 4)
                    .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 500; i++) {
                            players.addAndGet(1);
                        }
                    }))
                    .toList();
            adding.forEach(CompletableFuture::join);
            assertThat(players.get()).isEqualTo(2_000);
        }
    }

    @Test
    void sumIsThatOfTheNodesThatAreLinked() {
        List<String> told = new ArrayList<>();
        try (TestCluster cluster = TestCluster.start(3, Setup::new)) {
            for (int i = 0; i < 3; i++) {
                players(cluster.server(i)).addAndGet(1L << (8 * i));
            }
            assertThat(players(cluster.server(1)).sum()).isEqualTo(0x010101);
            players(cluster.server(0)).addListener((node, old, value) -> told.add(node + ": " + old + " to " + value));
            assertThat(told).containsExactlyInAnyOrder("n1: 0 to 1", "n2: 0 to 256", "n3: 0 to 65536");
            told.clear();

            cluster.split(cluster.server(2));
            players(cluster.server(2)).addAndGet(1);
            assertThat(players(cluster.server(0)).sum()).isEqualTo(0x000101);
            assertThat(players(cluster.server(2)).sum()).isEqualTo(0x010001);

            cluster.heal();
            assertThat(players(cluster.server(0)).sum()).isEqualTo(0x010102);
            cluster.stop(cluster.server(2));
            assertThat(players(cluster.server(0)).sum()).isEqualTo(0x000101);
            assertThat(told).containsExactly("n3: 65536 to 0", "n3: 0 to 65537", "n3: 65537 to 0");
        }
    }
}
