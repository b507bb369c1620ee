package dev.halley.cluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Position;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever happens to three nodes and the links between them: each publisher's messages come in order and once, and when all is well
 * again, each node gets what it wants and nothing else.
 */
class ClusterBrokerPropertiesTest {

    private static final int NODES = 3;
    private static final List<String> CHANNELS = List.of("/a", "/a/b", "/b");
    private static final List<String> WANTED = List.of("/a", "/a/b", "/b", "/*", "/a/*", "/a/**", "/**");

    private enum What {
        WANT,
        LEAVE,
        PUBLISH,
        HOLD,
        RELEASE,
        CUT,
        HEAL,
        WORK,
        PASS
    }

    private record Step(What what, int node, int other, int index) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(2, Arbitraries.of(What.values())),
                                Tuple.of(1, Arbitraries.of(What.WANT, What.PUBLISH, What.WORK))),
                        Arbitraries.integers().between(0, NODES - 1),
                        Arbitraries.integers().between(1, NODES - 1),
                        Arbitraries.integers().between(0, WANTED.size() - 1))
                .as((what, node, distance, index) -> new Step(what, node, (node + distance) % NODES, index))
                .list()
                .ofMinSize(10)
                .ofMaxSize(120);
    }

    /** A node, what its subscribers want, and what they got. */
    private static final class Served {
        private final MemoryNode node;
        private final ClusterBroker broker;
        private final List<Runnable> tasks = new ArrayList<>();
        private final Set<ChannelId> wanted = new HashSet<>();
        private final Map<Integer, List<Integer>> received = new HashMap<>();
        private int published;

        Served(MemoryNetwork network, ManualTime time, String name) {
            node = network.join(name);
            broker = node.broker(time, tasks::add);
            broker.start(publication -> received.computeIfAbsent(
                            (int) publication.origin().session(), origin -> new ArrayList<>())
                    .add(Integer.parseInt(publication.message().data().text())));
        }

        void publish(int origin, String channel) {
            broker.publish(new Publication(
                    ChannelId.of(channel),
                    ChannelMessage.of(channel, RawJson.from(published++)),
                    Position.NONE,
                    new Origin(node.id(), origin),
                    DeliveryHints.TO_ALL));
        }

        /** The task that has waited longest is not always the first that a worker takes. */
        void work() {
            while (!tasks.isEmpty()) {
                tasks.remove(tasks.size() - 1).run();
            }
        }
    }

    private final ManualTime time = new ManualTime();

    @Property(tries = 400)
    void eachPublishersOrderHoldsAndInTheEndEachNodeGetsWhatItWants(@ForAll("steps") List<Step> steps) {
        MemoryNetwork network = new MemoryNetwork();
        List<Served> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Served(network, time, "n" + i));
        }
        steps.forEach(step -> run(step, network, nodes));
        settle(network, nodes);
        for (Served served : nodes) {
            served.received.forEach((origin, numbers) -> assertThat(numbers)
                    .as("of %s at %s", origin, served.node.id())
                    .isSorted()
                    .doesNotHaveDuplicates());
        }
        for (int i = 0; i < NODES; i++) {
            assertSeen(nodes, i);
        }
    }

    private void run(Step step, MemoryNetwork network, List<Served> nodes) {
        Served served = nodes.get(step.node());
        MemoryNode node = served.node;
        MemoryNode other = nodes.get(step.other()).node;
        ChannelId name = ChannelId.of(WANTED.get(step.index()));
        switch (step.what()) {
            case WANT -> {
                served.wanted.add(name);
                served.broker.interest(name, true);
            }
            case LEAVE -> {
                served.wanted.remove(name);
                served.broker.interest(name, false);
            }
            case PUBLISH -> served.publish(step.node(), CHANNELS.get(step.index() % CHANNELS.size()));
            case HOLD -> network.hold(node, other);
            case RELEASE -> network.release(node, other);
            case CUT -> network.cut(node, other);
            case HEAL -> network.heal(node, other);
            case WORK -> served.work();
            case PASS -> time.advance(Duration.ofSeconds(step.index()));
        }
    }

    private void settle(MemoryNetwork network, List<Served> nodes) {
        for (Served one : nodes) {
            for (Served other : nodes) {
                if (one != other) {
                    network.heal(one.node, other.node);
                    network.release(one.node, other.node);
                }
            }
        }
        time.advance(LocalInterest.LINGER);
        nodes.forEach(Served::work);
        assertThat(time.waiting()).as("timers").isZero();
    }

    private static void assertSeen(List<Served> nodes, int publisher) {
        Set<ChannelId> wantedByOthers = new HashSet<>();
        for (Served served : nodes) {
            wantedByOthers.addAll(served == nodes.get(publisher) ? Set.of() : served.wanted);
        }
        assertThat(nodes.get(publisher).broker.state().wanted()).isEqualTo(wantedByOthers.size());
        for (String channel : CHANNELS) {
            nodes.forEach(served -> served.received.clear());
            nodes.get(publisher).publish(publisher, channel);
            for (int i = 0; i < NODES; i++) {
                Served served = nodes.get(i);
                served.work();
                boolean wants =
                        i == publisher || served.wanted.stream().anyMatch(name -> name.matches(ChannelId.of(channel)));
                assertThat(served.received.getOrDefault(publisher, List.of()))
                        .as("%s at %s", channel, i)
                        .hasSize(wants ? 1 : 0);
            }
        }
    }
}
