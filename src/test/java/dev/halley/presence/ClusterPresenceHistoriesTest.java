package dev.halley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.ChannelId;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever sessions do at nodes that start, are killed, drain, lose and find each other, over links that stand still: who is linked sees the
 * sessions of all who are linked, each once; nobody else is there for longer than the grace; and in the end all nodes say the same.
 */
class ClusterPresenceHistoriesTest {

    private static final int HISTORIES = 500;
    private static final int STEPS = 60;
    private static final List<ChannelId> ROOMS = List.of(ChannelId.of("/chat/1"), ChannelId.of("/chat/2"));
    private static final List<String> IDS = List.of("ann", "bob", "cat");

    @Test
    void eachNodeSeesTheUnionOfTheSessionsThatLive() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            new History(seed).run();
        }
    }

    /** A node, and the sessions that it has. */
    private static final class Living {
        private final PresenceNode told;
        private final Map<ChannelId, Map<String, Integer>> sessions = new HashMap<>();
        private boolean leaving;

        Living(PresenceNode told) {
            this.told = told;
            ROOMS.forEach(room -> sessions.put(room, new TreeMap<>()));
        }
    }

    private static final class History {
        private final long seed;
        private final Random random;
        private final ManualTime time = new ManualTime();
        private final MemoryNetwork network = new MemoryNetwork();
        private final List<Living> nodes = new ArrayList<>();
        private final Set<String> held = new HashSet<>();
        private int started;

        History(long seed) {
            this.seed = seed;
            random = new Random(seed);
            for (int i = 0; i < 3; i++) {
                start();
            }
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
                if (held.isEmpty()) {
                    nodes.forEach(this::compareWithThoseLinked);
                }
            }
            nodes.forEach(one -> nodes.forEach(other -> {
                network.heal(one.told.node, other.told.node);
                network.release(one.told.node, other.told.node);
            }));
            time.advance(PresenceNodes.GRACE);
            for (Living node : nodes) {
                for (ChannelId room : ROOMS) {
                    assertThat(known(node, room))
                            .as("seed %s, node %s", seed, node.told.node.id())
                            .isEqualTo(union(room, nodes));
                    assertThat(node.told.members(room))
                            .isEqualTo(nodes.get(0).told.members(room));
                }
                assertThat(node.told.presence.awaited()).isZero();
            }
        }

        private Living any() {
            return nodes.get(random.nextInt(nodes.size()));
        }

        private void step() {
            switch (random.nextInt(16)) {
                case 0 -> start();
                case 1 -> kill();
                case 2 -> any().leaving = true;
                case 3 -> cut();
                case 4, 5 -> network.heal(any().told.node, any().told.node);
                case 6 -> hold();
                case 7 -> release();
                case 8, 9 -> time.advance(Duration.ofSeconds(random.nextInt(10)));
                default -> change(any());
            }
            nodes.stream().filter(node -> node.leaving).forEach(node -> node.told.presence.leaving());
        }

        private void start() {
            if (nodes.size() < 5) {
                started++;
                nodes.add(new Living(new PresenceNode(network, "n" + started, time)));
            }
        }

        private void kill() {
            if (nodes.size() > 1) {
                Living killed = any();
                nodes.remove(killed);
                killed.told.kill();
                held.removeIf(way -> (way + " ").contains(name(killed) + " "));
            }
        }

        private static String name(Living node) {
            return node.told.node.self().name();
        }

        private void cut() {
            Living one = any();
            Living other = any();
            if (one != other) {
                network.cut(one.told.node, other.told.node);
                held.remove(name(one) + " " + name(other));
                held.remove(name(other) + " " + name(one));
            }
        }

        private void hold() {
            Living one = any();
            Living other = any();
            if (one != other && one.told.node.view().has(other.told.node.id())) {
                network.hold(one.told.node, other.told.node);
                held.add(name(one) + " " + name(other));
            }
        }

        private void release() {
            nodes.forEach(one -> nodes.forEach(other -> network.release(one.told.node, other.told.node)));
            held.clear();
        }

        private void change(Living node) {
            ChannelId room = ROOMS.get(random.nextInt(ROOMS.size()));
            String id = IDS.get(random.nextInt(IDS.size()));
            int sessions = random.nextInt(4);
            String info = random.nextBoolean() ? null : "" + random.nextInt(3);
            if (sessions == 0) {
                node.sessions.get(room).remove(id);
                node.told.remove(room, id);
            } else {
                node.sessions.get(room).put(id, sessions);
                node.told.put(room, id, sessions, info);
            }
        }

        private void compareWithThoseLinked(Living node) {
            List<Living> linked = nodes.stream()
                    .filter(other -> node.told.node.view().has(other.told.node.id()))
                    .toList();
            for (ChannelId room : ROOMS) {
                Map<String, Integer> known = known(node, room);
                Map<String, Integer> union = union(room, linked);
                assertThat(known).as("seed %s, node %s", seed, name(node)).containsAllEntriesOf(union);
                if (node.told.presence.awaited() == 0) {
                    assertThat(known).as("seed %s, node %s", seed, name(node)).isEqualTo(union);
                }
            }
        }

        private static Map<String, Integer> known(Living node, ChannelId room) {
            Map<String, Integer> known = new TreeMap<>();
            for (String member : node.told.members(room)) {
                String[] words = member.split(" ");
                known.put(words[0], Integer.parseInt(words[1]));
            }
            return known;
        }

        private static Map<String, Integer> union(ChannelId room, List<Living> nodes) {
            Map<String, Integer> union = new TreeMap<>();
            nodes.forEach(
                    node -> node.sessions.get(room).forEach((id, sessions) -> union.merge(id, sessions, Integer::sum)));
            return union;
        }
    }
}
