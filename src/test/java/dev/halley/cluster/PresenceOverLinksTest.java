package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Member;
import dev.halley.cluster.state.ClusterState;
import dev.halley.cluster.state.StateLimits;
import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.SystemClock;
import dev.halley.json.RawJson;
import dev.halley.presence.ClusterPresence;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import dev.halley.spi.Presence;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members at nodes that are linked as in production, but for the wire. The grace passes when the test says so. */
@Timeout(120)
class PresenceOverLinksTest {

    private static final ChannelId ROOM = ChannelId.of("/chat/42");
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int MANY = 10_000;

    private final TestLinks cluster = new TestLinks();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final ManualTime time = new ManualTime();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final List<Node> nodes = new ArrayList<>();

    private final class Node implements Presence.Receiver {
        private final Links links;
        private final ToldView view;
        private final ClusterState state;
        private final ClusterPresence presence;
        private final Map<String, String> members = new TreeMap<>();
        private final Map<String, Integer> own = new TreeMap<>();
        private final List<String> left = new ArrayList<>();

        Node(String name) {
            links = cluster.inMemory(name);
            view = new ToldView(links);
            state = ClusterState.start(links, new SystemClock(), timer, StateLimits.USUAL, links::lookForOthers);
            var config = ServerConfig.of(Map.of("presence", "/**")).presence();
            presence = new ClusterPresence(links, state, config, new ClusterPresence.Surroundings(time, time, workers));
            presence.start(this);
            nodes.add(this);
        }

        @Override
        public synchronized void present(ChannelId channel, Member member) {
            members.put(member.id(), member.sessions() + (member.info() == null ? "" : " " + member.info()));
            notifyAll();
        }

        @Override
        public synchronized void absent(ChannelId channel, String id) {
            members.remove(id);
            left.add(id);
            notifyAll();
        }

        void put(String id, int sessions) {
            own.put(id, sessions);
            presence.put(ROOM, new Member(id, sessions, null));
        }

        CompletionStage<Void> remove(String id) {
            own.remove(id);
            return presence.remove(ROOM, id);
        }

        synchronized void await(Map<String, String> wanted) throws InterruptedException {
            long end = System.nanoTime() + 30_000_000_000L;
            while (!members.equals(wanted)) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    assertThat(members).isEqualTo(wanted);
                }
                wait(Math.max(1, millis));
            }
        }

        synchronized void awaitMany(int count) throws InterruptedException {
            long end = System.nanoTime() + 60_000_000_000L;
            while (members.size() < count) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    assertThat(members).hasSizeGreaterThanOrEqualTo(count);
                }
                wait(millis);
            }
        }

        synchronized List<String> left() {
            return List.copyOf(left);
        }

        void end() {
            presence.stop();
            state.close();
            links.close();
        }
    }

    private static void linked(Node... all) throws Exception {
        List<NodeId> ids =
                List.of(all).stream().map(node -> node.links.self().id()).toList();
        for (Node node : all) {
            node.view.await(ids);
        }
    }

    private void awaitEverywhere(Map<String, String> members) throws Exception {
        for (Node node : nodes) {
            node.await(members);
        }
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::end);
        cluster.close();
        timer.close();
        workers.shutdown();
    }

    private static void awaitAwaited(Node node, int count) {
        while (node.presence.awaited() != count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void membersOfANodeThatIsKilledStayForTheGraceAndWhoIsBackWasNeverGone() throws Exception {
        Node a = new Node("a");
        Node b = new Node("b");
        Node c = new Node("c");
        linked(a, b, c);
        a.put("ann", 1);
        b.put("ann", 1);
        b.put("bob", 2);
        b.put("cat", 1);
        awaitEverywhere(Map.of("ann", "2", "bob", "2", "cat", "1"));

        // Nobody hears of it any more, and it has said nothing.
        nodes.remove(b);
        TestLinks.ignore(a.links, b.links);
        TestLinks.ignore(c.links, b.links);
        TestLinks.install(List.of(a.links, c.links));
        awaitAwaited(a, 3);
        awaitAwaited(c, 3);
        time.advance(GRACE.minusNanos(1));
        awaitEverywhere(Map.of("ann", "1", "bob", "2", "cat", "1"));
        c.put("bob", 1);
        awaitEverywhere(Map.of("ann", "1", "bob", "1", "cat", "1"));
        time.advance(Duration.ofNanos(1));

        awaitEverywhere(Map.of("ann", "1", "bob", "1"));
        assertThat(a.left()).containsExactly("cat");
        assertThat(c.left()).containsExactly("cat");
        b.end();
    }

    @Test
    void membersOfANodeThatLeavesInGoodOrderAreAwaited() throws Exception {
        Node a = new Node("a");
        Node b = new Node("b");
        linked(a, b);
        b.put("bob", 1);
        b.put("cat", 1);
        awaitEverywhere(Map.of("bob", "1", "cat", "1"));
        b.presence.leaving();
        b.remove("bob");
        nodes.remove(b);
        b.end();
        linked(a);
        awaitAwaited(a, 2);
        a.put("cat", 2);
        awaitEverywhere(Map.of("bob", "1", "cat", "2"));
        time.advance(GRACE);
        awaitEverywhere(Map.of("cat", "2"));
        assertThat(a.left()).containsExactly("bob");
    }

    @Test
    void infoOfTheLastOneIsShownAtAllNodes() throws Exception {
        Node a = new Node("a");
        Node b = new Node("b");
        linked(a, b);
        b.presence.put(ROOM, new Member("ann", 1, RawJson.parse("\"b\"")));
        awaitEverywhere(Map.of("ann", "1 \"b\""));
        a.presence.put(ROOM, new Member("ann", 1, RawJson.parse("\"a\"")));
        awaitEverywhere(Map.of("ann", "2 \"a\""));
    }

    /** Members come and go while the cluster comes apart and together: in the end each node sees the union. */
    @Test
    void membersThatComeAndGoThroughSplitsAndMergesAreSeenRightInTheEnd() throws Exception {
        long seed = 11;
        List<Node> all = List.of(new Node("a"), new Node("b"), new Node("c"));
        linked(all.toArray(Node[]::new));
        AtomicBoolean over = new AtomicBoolean();
        List<Future<?>> churning = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Node node = all.get(i);
            long own = seed * 10 + i;
            churning.add(workers.submit(() -> churn(node, new Random(own), over)));
        }
        Random random = new Random(seed);
        try {
            for (int round = 0; round < 3; round++) {
                Node apart = all.get(random.nextInt(all.size()));
                List<Links> rest = all.stream()
                        .filter(node -> node != apart)
                        .map(node -> node.links)
                        .toList();
                TestLinks.split(List.of(apart.links), rest);
                time.advance(Duration.ofSeconds(random.nextInt(20)));
                TestLinks.heal(all.stream().map(node -> node.links).toArray(Links[]::new));
                rest.get(0).lookForOthers();
                linked(all.toArray(Node[]::new));
            }
        } finally {
            over.set(true);
        }
        for (Future<?> one : churning) {
            one.get(20, TimeUnit.SECONDS);
        }
        Map<String, Integer> union = new TreeMap<>();
        all.forEach(node -> node.own.forEach((id, sessions) -> union.merge(id, sessions, Integer::sum)));
        Map<String, String> wanted = new TreeMap<>();
        union.forEach((id, sessions) -> wanted.put(id, "" + sessions));
        awaitEverywhere(wanted);
    }

    private static void churn(Node node, Random random, AtomicBoolean over) {
        while (!over.get()) {
            for (int i = 0; i < 5; i++) {
                node.put("u" + random.nextInt(40), 1 + random.nextInt(3));
            }
            // No faster than they are told.
            node.remove("u" + random.nextInt(40)).toCompletableFuture().join();
        }
    }

    @Test
    void nodeThatJoinsLearnsOfTenThousandMembers() throws Exception {
        List<Node> all = List.of(new Node("a"), new Node("b"), new Node("c"));
        linked(all.toArray(Node[]::new));
        for (int i = 0; i < MANY; i++) {
            all.get(i % 3).put("user-" + i, 1);
        }
        for (Node node : all) {
            node.awaitMany(MANY);
        }
        long begin = System.nanoTime();
        Node late = new Node("d");
        late.awaitMany(MANY);
        System.getLogger(getClass().getName())
                .log(
                        System.Logger.Level.INFO,
                        "Joined and knew {0} members after {1} ms",
                        MANY,
                        (System.nanoTime() - begin) / 1_000_000);
        assertThat(late.members).isEqualTo(all.get(0).members);
    }
}
