package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OortMapTest {

    public record Room(String topic, int seats) {}

    public record Place(String city, int floor) {}

    public enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "with a body";
            }
        }
    }

    private final List<String> told = new ArrayList<>();

    private final OortMap.Listener<String, Room> listener = new OortMap.Listener<>() {

        @Override
        public void put(OortNode node, String key, @Nullable Room old, Room value) {
            told.add(node + " " + key + ": " + (old == null ? "none" : old.seats()) + " to " + value.seats());
        }

        @Override
        public void removed(OortNode node, String key, Room old) {
            told.add(node + " " + key + ": " + old.seats() + " removed");
        }

        @Override
        public void partFound(OortNode node, Map<? extends String, ? extends Room> entries) {
            told.add(node + " found " + entries.keySet());
        }

        @Override
        public void partLost(OortNode node, Map<? extends String, ? extends Room> entries) {
            told.add(node + " lost " + entries.keySet());
        }
    };

    private static OortMap<String, Room> rooms(InProcessServer server) {
        return server.oort().map("rooms", String.class, Room.class);
    }

    private static Room room(int seats) {
        return new Room("talk", seats);
    }

    @Test
    void serverThatStandsAloneHasItsOwnEntries() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortMap<String, Room> rooms = rooms(server);
            rooms.addListener(listener);

            OortChange<Room> first = rooms.put("a", room(1));
            assertThat(first.previous()).isEmpty();
            assertThat(first.seen().toCompletableFuture()).isCompleted();
            assertThat(rooms.put("a", room(2)).previous()).contains(room(1));
            assertThat(rooms.putIfAbsent("a", room(3)).previous()).contains(room(2));
            assertThat(rooms.putIfAbsent("b", room(4)).previous()).isEmpty();
            assertThat(rooms.get("a")).contains(room(2));
            assertThat(rooms.find("b")).isEqualTo(Map.of(server.oort().self(), room(4)));
            assertThat(rooms.local()).isEqualTo(Map.of("a", room(2), "b", room(4)));
            assertThat(rooms.merged()).isEqualTo(rooms.local());
            assertThat(rooms.parts()).isEqualTo(Map.of(server.oort().self(), rooms.local()));

            assertThat(rooms.remove("a").previous()).contains(room(2));
            assertThat(rooms.remove("a").previous()).isEmpty();
            assertThat(rooms.get("a")).isEmpty();
            assertThat(told.stream().map(event -> event.substring(event.indexOf(' ') + 1)))
                    .containsExactly("a: none to 1", "a: 1 to 2", "b: none to 4", "a: 2 removed");
        }
    }

    @Test
    void keyIsFoundOnAllNodesThatHaveItTheOldestFirst() {
        try (TestCluster cluster = TestCluster.start(3, Setup::new)) {
            rooms(cluster.server(2)).put("a", room(3));
            rooms(cluster.server(1)).put("a", room(2));
            rooms(cluster.server(1)).put("b", room(20));

            for (InProcessServer server : cluster.servers()) {
                Map<String, Integer> found = new LinkedHashMap<>();
                rooms(server).find("a").forEach((node, room) -> found.put(node.name(), room.seats()));
                assertThat(found).containsExactly(Map.entry("n2", 2), Map.entry("n3", 3));
                assertThat(rooms(server).find("none")).isEmpty();
                assertThat(rooms(server).merged()).isEqualTo(Map.of("a", room(2), "b", room(20)));
                assertThat(rooms(server).parts().keySet())
                        .extracting(OortNode::name)
                        .containsExactly("n2", "n3");
            }
            assertThat(rooms(cluster.server(0)).get("a")).isEmpty();
            assertThat(rooms(cluster.server(0)).putIfAbsent("a", room(1)).previous())
                    .isEmpty();
        }
    }

    @Test
    void listenerIsToldOfEachEntryOfANodeThatComesOrGoesAndThenOfTheWholePart() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            InProcessServer second = cluster.server(1);
            rooms(second).put("a", room(1));
            rooms(cluster.server(0)).addListener(listener);
            assertThat(told).containsExactly("n2 a: none to 1", "n2 found [a]");
            told.clear();

            cluster.split(second);
            assertThat(told).containsExactly("n2 a: 1 removed", "n2 lost [a]");
            told.clear();

            rooms(second).put("a", room(2));
            cluster.heal();
            assertThat(told).containsExactly("n2 a: none to 2", "n2 found [a]");
            told.clear();

            rooms(second).put("b", room(3));
            rooms(second).remove("a");
            cluster.stop(second);
            assertThat(told).containsExactly("n2 b: none to 3", "n2 a: 2 removed", "n2 b: 3 removed", "n2 lost [b]");
        }
    }

    @Test
    void nodeThatJoinsSeesWhatIsThereAndListenerAddedLaterIsToldOfIt() {
        try (TestCluster cluster = TestCluster.start(1, Setup::new)) {
            rooms(cluster.server(0)).put("a", room(1));
            InProcessServer second = cluster.join(new Setup());

            assertThat(rooms(second).find("a")).hasSize(1);
            rooms(second).addListener(listener);
            assertThat(told).containsExactly("n1 a: none to 1", "n1 found [a]");
        }
    }

    @Test
    void changeIsSeenWhenAllOtherNodesHaveIt() throws Exception {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            CompletableFuture<Integer> there = rooms(cluster.server(0))
                    .put("a", room(1))
                    .seen()
                    .thenApply(seen -> rooms(cluster.server(1)).find("a").size())
                    .toCompletableFuture();
            assertThat(there.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void keysAreNumbersConstantsAndWhatJsonBBinds() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            Oort one = cluster.server(0).oort();
            Oort other = cluster.server(1).oort();
            one.map("longs", Long.class, String.class).put(Long.MIN_VALUE, "x");
            one.map("ints", Integer.class, String.class).put(-7, "x");
            one.map("colors", Color.class, String.class).put(Color.GREEN, "x");
            one.map("places", Place.class, String.class).put(new Place("Ulm", 3), "x");
            one.map("maps", Map.class, String.class).put(ordered("b", "a"), "x");

            assertThat(other.map("longs", Long.class, String.class).merged()).isEqualTo(Map.of(Long.MIN_VALUE, "x"));
            assertThat(other.map("ints", Integer.class, String.class).merged()).isEqualTo(Map.of(-7, "x"));
            assertThat(other.map("colors", Color.class, String.class).merged()).isEqualTo(Map.of(Color.GREEN, "x"));
            assertThat(other.map("places", Place.class, String.class).find(new Place("Ulm", 3)))
                    .hasSize(1);
            assertThat(other.map("places", Place.class, String.class).merged())
                    .isEqualTo(Map.of(new Place("Ulm", 3), "x"));
            // The order of members plays no part.
            assertThat(other.map("maps", Map.class, String.class).find(ordered("a", "b")))
                    .hasSize(1);
        }
    }

    private static Map<String, Integer> ordered(String first, String second) {
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put(first, 1);
        map.put(second, 1);
        return map;
    }

    @Test
    void keyThatIsTooLongOrNoTextIsRefused() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortMap<String, Room> rooms = rooms(server);
            rooms.put("k".repeat(4_000), room(1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rooms.put("k".repeat(4_001), room(1)))
                    .withMessage("OortMap \"rooms\": A key has at most 4000 characters, not 4001.");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rooms.get("\uD800"))
                    .withMessage("OortMap \"rooms\": A key is not valid Unicode: half of a surrogate pair is missing.");
        }
    }
}
