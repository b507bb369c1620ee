package dev.halley.cluster;

import static dev.halley.cluster.KeptChannel.CHANNEL;
import static dev.halley.cluster.KeptChannel.PATIENCE_SECONDS;
import static dev.halley.cluster.KeptChannel.data;
import static dev.halley.cluster.KeptChannel.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.SystemClock;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.History;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Channels with history over JGroups: three nodes in this JVM, with the threads, timers and clocks of servers. */
class HistoryOverLinksTest {

    private final TestLinks cluster = new TestLinks();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final List<Node> nodes = new ArrayList<>();

    /** A node, and what its subscribers get. */
    private final class Node implements Broker.Receiver, History.Declarations {
        private final Links links;
        private final ClusterMember member;
        private final Broker broker;
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        Node(String name) {
            links = cluster.inMemory(name);
            ServerConfig config = ServerConfig.of(Map.of("cluster.name", "test", "drainTime", "10000"));
            member = new ClusterMember(links, config, new SystemClock(), timer, Runnable::run);
            broker = member.broker();
            history().start(this);
            broker.start(this);
        }

        History history() {
            return broker.history();
        }

        CompletionStage<Published> publishing(String data, PublishKey key) {
            return KeptChannel.publish(broker, member.self().id(), data, key);
        }

        List<String> kept() throws Exception {
            return KeptChannel.kept(broker);
        }

        @Override
        public boolean keeps(ChannelId channel) {
            return true;
        }

        @Override
        public void othersSay(Map<ChannelId, HistoryPolicy> rules) {}

        @Override
        public void received(Publication publication) {
            told.add("not kept");
        }

        @Override
        public void enqueue(Publication publication) {
            told.add(data(publication));
        }

        @Override
        public void lost(ChannelId channel, Position top) {
            told.add("lost");
        }
    }

    private static List<String> next(Node node, int count) throws Exception {
        List<String> next = new ArrayList<>();
        while (next.size() < count) {
            String told = node.told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(told)
                    .as("after %s at %s", next, node.links.self().name())
                    .isNotNull();
            next.add(told);
        }
        return next;
    }

    @BeforeEach
    void start() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            nodes.add(new Node(name));
        }
        TestLinks.awaitView(nodes.stream().map(node -> node.links).toList());
        for (Node node : nodes) {
            get(node.broker.interest(CHANNEL, true));
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.member.close());
        cluster.close();
        timer.close();
    }

    @Test
    void subscribersOfAllNodesGetWhatAllPublishInOneOrder() throws Exception {
        int each = 200;
        List<CompletionStage<Published>> publishing = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (Node node : nodes) {
                publishing.add(node.publishing(node.links.self().name() + i, null));
            }
        }
        for (CompletionStage<Published> one : publishing) {
            get(one);
        }
        List<String> order = next(nodes.get(0), 3 * each);
        assertThat(order).doesNotHaveDuplicates();
        assertThat(next(nodes.get(1), 3 * each)).isEqualTo(order);
        assertThat(next(nodes.get(2), 3 * each)).isEqualTo(order);
        assertThat(nodes.get(1).kept()).isEqualTo(order);
        for (String name : List.of("a", "b", "c")) {
            assertThat(order.stream().filter(data -> data.startsWith(name)))
                    .isEqualTo(IntStream.range(0, each).mapToObj(i -> name + i).toList());
        }
    }

    @Test
    void messageLongerThanAFragmentArrives() throws Exception {
        String data = "x".repeat(1 << 20);
        get(nodes.get(0).publishing(data, null));
        for (Node node : nodes) {
            assertThat(next(node, 1)).containsExactly(data);
        }
    }

    @Test
    void nodeThatIsKilledTakesNothingWithIt() throws Exception {
        PublishKey key = new PublishKey("k", "", "digest");
        Published first = get(nodes.get(0).publishing("1", key));
        Node killed = nodes.remove(0);
        killed.links.channel().close();
        TestLinks.awaitView(nodes.stream().map(node -> node.links).toList());
        for (Node node : nodes) {
            assertThat(get(node.publishing("1", key))).isEqualTo(new Published(first.position(), true));
            assertThat(node.kept()).containsExactly("1");
        }
        Published second = get(nodes.get(0).publishing("2", null));
        assertThat(second.position().offset()).isEqualTo(first.position().offset() + 1);
        for (Node node : nodes) {
            assertThat(next(node, 2)).containsExactly("1", "2");
        }
        nodes.add(killed);
    }

    @Test
    void nodeThatStopsHandsOverWhatItHolds() throws Exception {
        get(nodes.get(0).publishing("1", null));
        nodes.remove(0).member.close();
        nodes.remove(0).member.close();
        assertThat(nodes.get(0).kept()).containsExactly("1");
    }

    @Test
    void jmxShowsWhereAChannelIsHeldAndWhatMovedWhenANodeIsKilled() throws Exception {
        get(nodes.get(0).publishing("1", null));
        awaitFigures(() -> sum(ClusterMXBean::getHeldStreams) == 2 && sum(ClusterMXBean::getFollowedStreams) == 3);
        assertThat(sum(ClusterMXBean::getSequencedStreams)).isEqualTo(1);
        assertThat(sum(ClusterMXBean::getHistoryBytes)).isPositive();
        assertZero(ClusterMXBean::getPendingPublishes, ClusterMXBean::getTakenStreams);
        Node sequencer = nodes.stream()
                .filter(node -> node.member.bean().getSequencedStreams() == 1)
                .findFirst()
                .orElseThrow();
        nodes.remove(sequencer);
        sequencer.links.channel().close();
        get(nodes.get(0).publishing("2", null));
        awaitFigures(() -> sum(ClusterMXBean::getSequencedStreams) == 1 && sum(ClusterMXBean::getHeldStreams) == 2);
        assertThat(sum(ClusterMXBean::getTakenStreams)).isEqualTo(1);
        assertZero(
                ClusterMXBean::getLostPositions, ClusterMXBean::getReappendedMessages, ClusterMXBean::getVoidMessages);
        nodes.add(sequencer);
    }

    private void awaitFigures(BooleanSupplier wanted) {
        assertThat(Eventually.met(Duration.ofSeconds(PATIENCE_SECONDS), wanted))
                .as(() ->
                        nodes.stream().map(node -> node.member.text()).toList().toString())
                .isTrue();
    }

    @SafeVarargs
    private void assertZero(ToLongFunction<ClusterMXBean>... figures) {
        for (ToLongFunction<ClusterMXBean> figure : figures) {
            assertThat(sum(figure)).isZero();
        }
    }

    private long sum(ToLongFunction<ClusterMXBean> figure) {
        return nodes.stream().map(node -> node.member.bean()).mapToLong(figure).sum();
    }

    @Test
    void partsOfASplitThatMergeHaveOneHistoryAgain() throws Exception {
        get(nodes.get(0).publishing("1", null));
        for (Node node : nodes) {
            assertThat(next(node, 1)).containsExactly("1");
        }
        List<Links> larger = List.of(nodes.get(0).links, nodes.get(1).links);
        TestLinks.split(larger, List.of(nodes.get(2).links));
        get(nodes.get(0).publishing("larger", null));
        get(nodes.get(2).publishing("smaller", null));
        TestLinks.heal(nodes.get(0).links, nodes.get(1).links, nodes.get(2).links);
        TestLinks.awaitView(nodes.stream().map(node -> node.links).toList());
        get(nodes.get(2).publishing("later", null));
        List<String> kept = nodes.get(0).kept();
        assertThat(kept).containsExactlyInAnyOrder("1", "larger", "smaller", "later");
        assertThat(nodes.get(1).kept()).isEqualTo(kept);
        assertThat(nodes.get(2).kept()).isEqualTo(kept);
        assertThat(next(nodes.get(0), kept.size() - 1)).isEqualTo(kept.subList(1, kept.size()));
    }
}
