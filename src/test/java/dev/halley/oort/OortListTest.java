package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OortListTest {

    public record Player(String name, int points) {}

    private final List<String> told = new ArrayList<>();

    private final OortList.Listener<Player> listener = new OortList.Listener<>() {

        @Override
        public void added(OortNode node, Player element) {
            told.add(node + " + " + element.name());
        }

        @Override
        public void removed(OortNode node, Player element) {
            told.add(node + " - " + element.name());
        }
    };

    private static OortList<Player> players(InProcessServer server) {
        return server.oort().list("players", Player.class);
    }

    private static Player player(String name) {
        return new Player(name, 1);
    }

    @Test
    void elementsOfANodeKeepTheirOrderAndMayBeThereTwice() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortList<Player> players = players(server);
            for (String name : List.of("b", "a", "b", "c")) {
                assertThat(players.add(player(name)).toCompletableFuture()).isCompleted();
            }
            assertThat(players.local()).isEqualTo(List.of(player("b"), player("a"), player("b"), player("c")));
            assertThat(players.contains(player("a"))).isTrue();
            assertThat(players.contains(new Player("a", 2))).isFalse();

            assertThat(players.remove(player("b")).previous()).contains(player("b"));
            assertThat(players.remove(player("none")).previous()).isEmpty();
            assertThat(players.merged()).isEqualTo(List.of(player("a"), player("b"), player("c")));
        }
    }

    @Test
    void elementsOfAllNodesArePresentThoseOfTheOldestNodeFirst() {
        try (TestCluster cluster = TestCluster.start(3, Setup::new)) {
            players(cluster.server(2)).add(player("c"));
            players(cluster.server(0)).add(player("a"));
            players(cluster.server(2)).add(player("d"));

            OortList<Player> seen = players(cluster.server(1));
            assertThat(seen.merged()).isEqualTo(List.of(player("a"), player("c"), player("d")));
            assertThat(seen.contains(player("d"))).isFalse();
            assertThat(seen.isPresent(player("d"))).isTrue();
            assertThat(seen.isPresent(player("e"))).isFalse();
            assertThat(seen.remove(player("d")).previous()).isEmpty();
            assertThat(seen.isPresent(player("d"))).isTrue();
            Map<String, List<Player>> parts = new LinkedHashMap<>();
            seen.parts().forEach((node, part) -> parts.put(node.name(), part));
            assertThat(parts)
                    .containsExactly(
                            Map.entry("n1", List.of(player("a"))), Map.entry("n3", List.of(player("c"), player("d"))));
        }
    }

    @Test
    void listenerIsToldOfEachElementThatComesOrGoes() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            players(cluster.server(0)).add(player("a"));
            players(cluster.server(0)).addListener(listener);
            players(cluster.server(1)).add(player("b"));
            players(cluster.server(1)).add(player("b"));
            players(cluster.server(1)).remove(player("b"));
            cluster.split(cluster.server(1));
            cluster.heal();
            cluster.stop(cluster.server(1));

            assertThat(told).containsExactly("n1 + a", "n2 + b", "n2 + b", "n2 - b", "n2 - b", "n2 + b", "n2 - b");
        }
    }
}
