package dev.halley.cluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.ClusterLog;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Broker;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.History;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nodes keep of channels, and which streams they follow. */
class ClusterHistoryTest {

    private static final ChannelId CHANNEL = ChannelId.of("/kept/a");
    private static final ChannelId ALL = ChannelId.of("/kept/*");
    private static final HistoryPolicy SMALL = new HistoryPolicy(5, Duration.ofMinutes(5));
    private static final HistoryPolicy LARGE = new HistoryPolicy(10, Duration.ofMinutes(1));

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();
    private final List<Node> nodes = new ArrayList<>();

    /** A node, what it says is kept, and what its subscribers get. */
    private final class Node implements Broker.Receiver, History.Declarations {
        private final MemoryNode links;
        private final ClusterHistory history;
        private final Broker broker;
        private final Map<ChannelId, HistoryPolicy> own = new HashMap<>();
        private Map<ChannelId, HistoryPolicy> others = Map.of();
        private final List<String> got = new ArrayList<>();

        Node(String name) {
            links = network.join(name);
            history = links.history(time);
            broker = links.broker(time).keeping(history);
            history.start((History.Declarations) this);
            broker.start(this);
            nodes.add(this);
        }

        Node says(ChannelId channel, HistoryPolicy policy) {
            own.put(channel, policy);
            history.declare(channel, policy);
            return this;
        }

        Published publish(RawJson data) {
            return publishing(data).toCompletableFuture().getNow(null);
        }

        CompletionStage<Published> publishing(RawJson data) {
            return broker.publish(publication(data));
        }

        Publication publication(RawJson data) {
            return new Publication(
                            CHANNEL,
                            ChannelMessage.of(CHANNEL.toString(), data),
                            Position.NONE,
                            new Origin(links.id(), 1),
                            DeliveryHints.TO_ALL)
                    .keeping(new Retention(SMALL, null));
        }

        int followed() {
            time.advance(Duration.ofSeconds(1));
            return history.figures().followed();
        }

        void end() {
            history.close();
            links.close();
        }

        @Override
        public boolean keeps(ChannelId channel) {
            return own.containsKey(channel)
                    || others.containsKey(channel)
                    || channel.wilds().stream().anyMatch(wild -> own.containsKey(wild) || others.containsKey(wild));
        }

        @Override
        public void othersSay(Map<ChannelId, HistoryPolicy> rules) {
            others = rules;
        }

        @Override
        public void received(Publication publication) {
            got.add("not kept");
        }

        @Override
        public void enqueue(Publication publication) {
            got.add(String.valueOf(publication.message().data()));
        }
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::end);
    }

    @Test
    void streamIsFollowedAsLongAsSomebodyIsSubscribedAndSomeSecondsMore() {
        Node a = new Node("a").says(ALL, SMALL);
        new Node("b").says(ALL, SMALL);
        a.broker.interest(CHANNEL, true);
        assertThat(a.followed()).isEqualTo(1);
        a.broker.interest(CHANNEL, false);
        time.advance(LocalInterest.LINGER.minusSeconds(2));
        a.broker.interest(CHANNEL, true);
        time.advance(LocalInterest.LINGER.multipliedBy(2));
        assertThat(a.followed()).isEqualTo(1);
        a.broker.interest(CHANNEL, false);
        time.advance(LocalInterest.LINGER.minusMillis(1));
        nodes.get(1).publish(RawJson.from(1));
        assertThat(a.got).containsExactly("1");
        time.advance(Duration.ofMillis(1));
        nodes.get(1).publish(RawJson.from(2));
        assertThat(a.got).containsExactly("1");
        assertThat(a.followed()).isZero();
    }

    @Test
    void streamsOfAPatternAreFollowedIfSomethingThatItMatchesMayBeKept() {
        Node a = new Node("a").says(ALL, SMALL);
        a.broker.interest(ChannelId.of("/other/*"), true);
        a.broker.interest(ChannelId.of("/**"), true);
        a.publish(RawJson.from(1));
        assertThat(a.got).containsExactly("1");
        a.broker.interest(ChannelId.of("/**"), false);
        time.advance(LocalInterest.LINGER);
        assertThat(a.followed()).isZero();
        for (String pattern : List.of("/*", "/kept/a/*", "/other/**")) {
            a.broker.interest(ChannelId.of(pattern), true);
        }
        a.publish(RawJson.from(2));
        assertThat(a.got).containsExactly("1");
    }

    @Test
    void whoIsSubscribedWhenItIsSaidThatSomethingIsKeptFollows() {
        Node a = new Node("a");
        Node b = new Node("b");
        a.broker.interest(CHANNEL, true);
        assertThat(a.followed()).isZero();
        b.says(ALL, SMALL);
        b.publish(RawJson.from(1));
        assertThat(a.got).containsExactly("1");
    }

    @Test
    void whatKeepsMoreCountsOfWhatNodesSay() {
        Node a = new Node("a");
        Node b = new Node("b").says(ALL, SMALL);
        assertThat(a.others).isEqualTo(Map.of(ALL, SMALL));
        Node c = new Node("c").says(ALL, LARGE);
        assertThat(a.others).isEqualTo(Map.of(ALL, LARGE));
        assertThat(c.others).isEqualTo(Map.of(ALL, SMALL));
        c.says(ALL, HistoryPolicy.NONE);
        assertThat(a.others).isEqualTo(Map.of(ALL, SMALL));
        b.says(ALL, HistoryPolicy.NONE);
        assertThat(a.others).isEqualTo(Map.of(ALL, HistoryPolicy.NONE));
    }

    @Test
    void whatANodeHasSaidThatIsGoneCountsUntilSomebodySaysSomethingElse() {
        Node a = new Node("a");
        Node b = new Node("b").says(ALL, LARGE);
        Node c = new Node("c");
        nodes.remove(b);
        b.end();
        c.says(CHANNEL, SMALL);
        assertThat(a.others).isEqualTo(Map.of(ALL, LARGE, CHANNEL, SMALL));
        c.says(ALL, SMALL);
        assertThat(a.others).isEqualTo(Map.of(ALL, SMALL, CHANNEL, SMALL));
    }

    @Test
    void channelsThatAreNotClusteredKeepNothing() {
        Node a = new Node("a").says(ALL, SMALL);
        a.broker.localOnly(ALL);
        assertThat(a.publish(RawJson.from(1))).isEqualTo(Published.PLAIN);
        assertThat(a.got).containsExactly("not kept");
    }

    @Test
    void messageIsNotLongerThanOneBetweenNodesMayBe() {
        Node a = new Node("a").says(ALL, SMALL);
        int frame = PublicationFormat.encode(a.publication(RawJson.from(""))).length
                + CHANNEL.toString().length();
        int most = ClusterLog.MAX_ENTRY - 1_024 - frame;
        assertThat(a.publish(RawJson.from("x".repeat(most))).position().offset())
                .isPositive();
        assertThat(a.publishing(RawJson.from("x".repeat(most + 1))).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void sizeIsThatOfWhatTheNodeHolds() {
        Node a = new Node("a").says(ALL, SMALL);
        assertThat(a.history.size()).isEqualTo(History.Size.NONE);
        a.publish(RawJson.from(1));
        a.publish(RawJson.from(2));
        time.advance(Duration.ofSeconds(1));
        assertThat(a.history.size().channels()).isEqualTo(1);
        assertThat(a.history.size().messages()).isEqualTo(2);
        assertThat(a.history.size().bytes()).isPositive();
    }
}
