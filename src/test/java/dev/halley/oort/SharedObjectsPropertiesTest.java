package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Whatever nodes write while they join, leave, lose and find each other: each sees the union of the parts of those that it is linked with,
 * and who is told of the changes alone knows the same.
 */
class SharedObjectsPropertiesTest {

    private enum What {
        PUT,
        PUT_AGAIN,
        REMOVE,
        SET,
        UNSET,
        ADD,
        TAKE,
        COUNT,
        JOIN,
        LEAVE,
        SPLIT,
        HEAL
    }

    private record Step(What what, int node, int key, int value) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(What.values()),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 3))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    /** What is told of one kind of thing, by node and key. */
    private static final class Shadow {
        private final Map<String, Map<Integer, Integer>> parts = new HashMap<>();
        private final List<String> faults = new ArrayList<>();

        void put(OortNode node, int key, @Nullable Integer old, int value) {
            Integer before = parts.computeIfAbsent(node.name(), absent -> new HashMap<>())
                    .put(key, value);
            if (!Objects.equals(before, old) || Objects.equals(before, value)) {
                faults.add(node + " " + key + ": " + old + " to " + value + " and not from " + before);
            }
        }

        void removed(OortNode node, int key, int old) {
            Map<Integer, Integer> part = parts.getOrDefault(node.name(), new HashMap<>());
            Integer before = part.remove(key);
            if (!Objects.equals(before, old)) {
                faults.add(node + " " + key + ": " + old + " removed and not " + before);
            }
            if (part.isEmpty()) {
                parts.remove(node.name());
            }
        }
    }

    private static final class Node {
        private final InProcessServer server;
        private final String name;
        private final OortMap<Integer, Integer> map;
        private final OortObject<Integer> object;
        private final OortList<Integer> list;
        private final OortLong number;
        private final Map<Integer, Integer> entries = new HashMap<>();
        private final Map<Integer, Integer> value = new HashMap<>();
        private final List<Integer> elements = new ArrayList<>();
        private final Map<Integer, Integer> count = new HashMap<>();
        private final Shadow ofMap = new Shadow();
        private final Shadow ofObject = new Shadow();
        private final Map<String, List<Integer>> ofList = new HashMap<>();
        private final Map<String, Long> ofNumber = new HashMap<>();
        private final Map<String, Map<Integer, Integer>> ofParts = new HashMap<>();

        Node(InProcessServer server) {
            this.server = server;
            Oort oort = server.oort();
            name = oort.self().name();
            map = oort.map("map", Integer.class, Integer.class);
            object = oort.object("object", Integer.class);
            list = oort.list("list", Integer.class);
            number = oort.number("number");
            listen();
        }

        private void listen() {
            listenToMap();
            listenToObject();
            listenToList();
            number.addListener((node, old, now) -> {
                if (ofNumber.getOrDefault(node.name(), 0L) != old) {
                    ofMap.faults.add(node + " counts " + old + " to " + now);
                }
                ofNumber.put(node.name(), now);
            });
        }

        private void listenToMap() {
            map.addListener(new OortMap.Listener<>() {

                @Override
                public void put(OortNode node, Integer key, @Nullable Integer old, Integer now) {
                    ofMap.put(node, key, old, now);
                }

                @Override
                public void removed(OortNode node, Integer key, Integer old) {
                    ofMap.removed(node, key, old);
                }

                @Override
                public void partFound(OortNode node, Map<? extends Integer, ? extends Integer> part) {
                    if (ofParts.put(node.name(), Map.copyOf(part)) != null
                            || !part.equals(ofMap.parts.getOrDefault(node.name(), Map.of()))) {
                        ofMap.faults.add(node + " found as " + part);
                    }
                }

                @Override
                public void partLost(OortNode node, Map<? extends Integer, ? extends Integer> part) {
                    if (ofParts.remove(node.name()) == null || ofMap.parts.containsKey(node.name())) {
                        ofMap.faults.add(node + " lost with entries");
                    }
                }
            });
        }

        private void listenToObject() {
            object.addListener(new OortObject.Listener<>() {

                @Override
                public void updated(OortNode node, @Nullable Integer old, Integer now) {
                    ofObject.put(node, 0, old, now);
                }

                @Override
                public void removed(OortNode node, Integer old) {
                    ofObject.removed(node, 0, old);
                }
            });
        }

        private void listenToList() {
            list.addListener(new OortList.Listener<>() {

                @Override
                public void added(OortNode node, Integer element) {
                    ofList.computeIfAbsent(node.name(), absent -> new ArrayList<>())
                            .add(element);
                }

                @Override
                public void removed(OortNode node, Integer element) {
                    List<Integer> part = ofList.get(node.name());
                    part.remove(element);
                    if (part.isEmpty()) {
                        ofList.remove(node.name());
                    }
                }
            });
        }

        void write(Step step) {
            switch (step.what) {
                case PUT -> {
                    assertThat(map.put(step.key, step.value).previous().orElse(null))
                            .isEqualTo(entries.put(step.key, step.value));
                }
                case PUT_AGAIN ->
                    map.putIfAbsent(step.key, step.value)
                            .previous()
                            .ifPresentOrElse(
                                    there -> assertThat(there).isEqualTo(entries.get(step.key)),
                                    () -> entries.put(step.key, step.value));
                case REMOVE ->
                    assertThat(map.remove(step.key).previous().orElse(null)).isEqualTo(entries.remove(step.key));
                case SET -> {
                    object.set(step.value);
                    value.put(0, step.value);
                }
                case UNSET -> {
                    object.remove();
                    value.clear();
                }
                case ADD -> {
                    list.add(step.value);
                    elements.add(step.value);
                }
                case TAKE ->
                    assertThat(list.remove(step.value).previous().isPresent())
                            .isEqualTo(elements.remove((Integer) step.value));
                default -> count.put(0, (int) number.addAndGet(step.value));
            }
        }

        void check(List<Node> linked) {
            assertThat(ofMap.faults).isEmpty();
            assertThat(ofObject.faults).isEmpty();
            Map<String, Map<Integer, Integer>> maps = new HashMap<>();
            Map<String, Map<Integer, Integer>> values = new HashMap<>();
            Map<String, List<Integer>> lists = new HashMap<>();
            Map<String, Long> numbers = new HashMap<>();
            for (Node node : linked) {
                put(maps, node.name, node.entries, part -> !part.isEmpty());
                put(values, node.name, node.value, part -> !part.isEmpty());
                put(lists, node.name, node.elements, part -> !part.isEmpty());
                node.count.values().forEach(count -> numbers.put(node.name, (long) count));
            }
            assertThat(named(map.parts())).isEqualTo(maps).isEqualTo(ofMap.parts);
            assertThat(named(object.parts()).entrySet())
                    .allSatisfy(part -> assertThat(values.get(part.getKey())).containsValue(part.getValue()));
            assertThat(object.parts()).hasSameSizeAs(values.keySet());
            assertThat(ofObject.parts).isEqualTo(values);
            assertThat(named(list.parts())).isEqualTo(lists);
            assertThat(sorted(ofList)).isEqualTo(sorted(lists));
            assertThat(named(number.parts())).isEqualTo(numbers);
            assertThat(number.sum())
                    .isEqualTo(numbers.values().stream().mapToLong(each -> each).sum())
                    .isEqualTo(
                            ofNumber.values().stream().mapToLong(each -> each).sum());
            checkMerged(linked);
        }

        private void checkMerged(List<Node> linked) {
            Map<Integer, Integer> merged = new HashMap<>();
            linked.forEach(node -> node.entries.forEach(merged::putIfAbsent));
            assertThat(map.merged()).isEqualTo(merged);
        }

        private static <T> void put(Map<String, T> all, String name, T part, Predicate<T> has) {
            if (has.test(part)) {
                all.put(name, part);
            }
        }

        private static <T> Map<String, T> named(Map<OortNode, T> parts) {
            Map<String, T> named = new HashMap<>();
            parts.forEach((node, part) -> named.put(node.name(), part));
            return named;
        }

        private static Map<String, List<Integer>> sorted(Map<String, List<Integer>> lists) {
            Map<String, List<Integer>> sorted = new HashMap<>();
            lists.forEach(
                    (node, list) -> sorted.put(node, list.stream().sorted().toList()));
            return sorted;
        }
    }

    @Property(tries = 150)
    void eachNodeSeesTheUnionOfThePartsOfThoseItIsLinkedWith(@ForAll("steps") List<Step> steps) {
        try (TestCluster cluster = TestCluster.start(3, Setup::new)) {
            List<Node> nodes =
                    new ArrayList<>(cluster.servers().stream().map(Node::new).toList());
            Set<Node> apart = new HashSet<>();
            for (Step step : steps) {
                Node node = nodes.get(step.node % nodes.size());
                switch (step.what) {
                    case JOIN -> {
                        cluster.heal();
                        apart.clear();
                        if (nodes.size() < 3) {
                            nodes.add(new Node(cluster.join(new Setup())));
                        }
                    }
                    case LEAVE -> {
                        if (nodes.size() > 1) {
                            cluster.stop(node.server);
                            nodes.remove(node);
                            apart.remove(node);
                        }
                    }
                    case SPLIT -> {
                        cluster.heal();
                        apart = new HashSet<>(Set.of(node));
                        cluster.split(node.server);
                    }
                    case HEAL -> {
                        cluster.heal();
                        apart.clear();
                    }
                    default -> node.write(step);
                }
                checkAll(nodes, apart);
            }
            cluster.heal();
            checkAll(nodes, Set.of());
        }
    }

    private static void checkAll(List<Node> nodes, Set<Node> apart) {
        for (Node node : nodes) {
            node.check(nodes.stream()
                    .filter(each -> apart.contains(each) == apart.contains(node))
                    .toList());
        }
    }
}
