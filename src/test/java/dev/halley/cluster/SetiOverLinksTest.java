package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.cluster.state.ClusterState;
import dev.halley.cluster.state.StateLimits;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.SystemClock;
import dev.halley.oort.Seti;
import dev.halley.oort.SetiDelivery;
import dev.halley.oort.SetiListener;
import dev.halley.oort.SetiPresence;
import dev.halley.oort.ToldUsers;
import dev.halley.oort.core.OortCore;
import dev.halley.oort.core.OortPorts;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.NodeId;
import dev.halley.spi.Timer;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users of nodes that are linked as in production, but for the wire. */
@Timeout(120)
class SetiOverLinksTest {

    private final TestLinks cluster = new TestLinks();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final List<Node> nodes = new ArrayList<>();

    private static final class Node {
        private final Links links;
        private final ToldView view;
        private final ClusterState state;
        private final InProcessServer server = InProcessServer.start(new Setup());
        private final OortCore oort;
        private final ToldUsers told = new ToldUsers();

        Node(Links links, Timer timer, ExecutorService workers) {
            this.links = links;
            view = new ToldView(links);
            state = ClusterState.start(links, new SystemClock(), timer, StateLimits.USUAL, links::lookForOthers);
            oort = new OortCore(server.bayeux(), new OortPorts(links, state, new LocalBroker()), timer, workers);
            oort.seti().addListener(told);
        }

        Seti seti() {
            return oort.seti();
        }

        NodeId id() {
            return links.self().id();
        }

        TestClient user(String userId) {
            TestClient client = server.client().connected();
            seti().associate(userId, client.session().orElseThrow());
            return client;
        }

        void end() {
            server.close();
            oort.close();
            state.close();
            links.close();
        }
    }

    private Node node(String name) {
        Node node = new Node(cluster.inMemory(name), timer, workers);
        nodes.add(node);
        return node;
    }

    private void linked(Node... all) throws Exception {
        List<NodeId> ids = List.of(all).stream().map(Node::id).toList();
        for (Node node : all) {
            node.view.await(ids);
        }
    }

    /** All nodes see these users and no others, and were told so. */
    private void awaitEverywhere(Set<String> userIds) throws Exception {
        for (Node node : nodes) {
            node.told.await(userIds);
            assertThat(node.seti().userIds()).isEqualTo(userIds);
        }
    }

    @AfterEach
    void end() {
        nodes.forEach(Node::end);
        cluster.close();
        timer.close();
        workers.shutdown();
    }

    private static SetiDelivery of(CompletionStage<SetiDelivery> delivery) throws Exception {
        return delivery.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void usersAreSeenThroughJoinLeaveKillSplitAndMerge() throws Exception {
        Node a = node("a");
        TestClient ann = a.user("ann");
        Node b = node("b");
        linked(a, b);
        b.user("bob");
        Node c = node("c");
        linked(a, b, c);
        // In this order: who sees the second, sees the first.
        c.user("ann");
        c.user("cat");
        awaitEverywhere(Set.of("ann", "bob", "cat"));
        assertThat(of(b.seti().send("ann", "/news", 1))).isEqualTo(new SetiDelivery(2, 2, 0));
        assertThat(ann.dataOn("/news")).containsExactly("1");

        TestLinks.split(List.of(a.links, b.links), List.of(c.links));
        a.told.await(Set.of("ann", "bob"));
        c.told.await(Set.of("ann", "cat"));
        c.user("dan");
        ann.disconnect();
        a.told.await(Set.of("bob"));
        b.told.await(Set.of("bob"));
        assertThat(of(b.seti().send(List.of("ann", "cat"), "/news", 1))).isEqualTo(new SetiDelivery(0, 0, 0));

        TestLinks.heal(a.links, b.links, c.links);
        a.links.lookForOthers();
        linked(a, b, c);
        awaitEverywhere(Set.of("ann", "bob", "cat", "dan"));
        assertThat(of(a.seti().send("ann", "/news", 1))).isEqualTo(new SetiDelivery(1, 1, 0));
        assertThat(of(a.seti().kick("cat", CloseReason.POLICY))).isEqualTo(new SetiDelivery(1, 1, 0));
        a.told.await(Set.of("ann", "bob", "dan"));

        nodes.remove(c);
        c.end();
        a.told.await(Set.of("bob"));
        b.told.await(Set.of("bob"));
    }

    @Test
    void usersOfANodeThatIsLostWithoutAWordAreGoneAndASendToThemEnds() throws Exception {
        Node a = node("a");
        Node b = node("b");
        linked(a, b);
        b.user("bob");
        a.told.await(Set.of("bob"));
        TestLinks.ignore(b.links, a.links);
        TestLinks.ignore(a.links, b.links);

        CompletionStage<SetiDelivery> lost = a.seti().send(List.of("bob"), "/news", 1, Duration.ofSeconds(60));
        CompletionStage<SetiDelivery> late = a.seti().send(List.of("bob"), "/news", 1, Duration.ofMillis(1));

        assertThat(of(late)).isEqualTo(new SetiDelivery(0, 0, 1));
        TestLinks.install(List.of(a.links));
        assertThat(of(lost)).isEqualTo(new SetiDelivery(0, 0, 1));
        a.told.await(Set.of());
        assertThat(of(a.seti().send("bob", "/news", 1))).isEqualTo(new SetiDelivery(0, 0, 0));
    }

    /** Users come and go while the cluster comes apart and together: in the end each node sees the union, and its events add up to it. */
    @Test
    void usersThatComeAndGoThroughSplitsAndMergesAreSeenRightInTheEnd() throws Exception {
        long seed = 11;
        List<Node> all = List.of(node("a"), node("b"), node("c"));
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
        Set<String> union = new TreeSet<>();
        all.forEach(node -> union.addAll(node.seti().associatedUserIds()));
        awaitEverywhere(union);
    }

    private static void churn(Node node, Random random, AtomicBoolean over) {
        List<ServerSession> sessions = new ArrayList<>();
        while (!over.get()) {
            if (sessions.size() > 5) {
                sessions.remove(0).disconnect();
            }
            ServerSession session = node.server.bayeux().newLocalSession("s").session();
            sessions.add(session);
            for (int i = 0; i < 5; i++) {
                node.seti().associate("u" + random.nextInt(40), session);
                node.seti().disassociate("u" + random.nextInt(40), sessions.get(0));
            }
        }
    }

    private static SetiListener blocking(CountDownLatch blocked, CountDownLatch go) {
        return new SetiListener() {
            @Override
            public void presenceAdded(SetiPresence presence) {
                blocked.countDown();
                await(go);
            }
        };
    }

    private static void await(CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void listenersThatBlockOrThrowHarmNeitherLinksNorOtherListeners() throws Exception {
        Node a = node("a");
        Node b = node("b");
        linked(a, b);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        a.seti().addListener(blocking(blocked, go));
        a.seti().addListener(new SetiListener() {
            @Override
            public void online(String userId) {
                throw new IllegalStateException("thrown by the test");
            }
        });
        try {
            b.user("u0");
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            Set<String> all = new TreeSet<>(Set.of("u0"));
            for (int i = 1; i < 50; i++) {
                b.user("u" + i);
                all.add("u" + i);
            }
            TestClient ann = a.user("ann");
            all.add("ann");
            a.told.await(all);
            b.told.await(all);
            assertThat(of(b.seti().send("ann", "/news", 1)).sessions()).isEqualTo(1);
            assertThat(ann.dataOn("/news")).containsExactly("1");
        } finally {
            go.countDown();
        }
        while (a.server.events().failures().size() < 51) {
            Thread.onSpinWait();
        }
        a.server.takeFailures();
    }

    @Test
    void extensionThatBlocksHoldsUpItsOwnSendersMessagesAlone() throws Exception {
        Node a = node("a");
        Node b = node("b");
        Node c = node("c");
        linked(a, b, c);
        CountDownLatch go = new CountDownLatch(1);
        ServerSession stuck = c.user("stuck").session().orElseThrow();
        stuck.addListener((ServerSessionListener.MessageListener) (session, from, event) -> {
            await(go);
            return Verdict.pass();
        });
        TestClient cat = c.user("cat");
        a.told.await(Set.of("stuck", "cat"));
        b.told.await(Set.of("stuck", "cat"));
        try {
            CompletionStage<SetiDelivery> held = a.seti().send(List.of("stuck"), "/news", 1, Duration.ofSeconds(60));
            assertThat(of(b.seti().send("cat", "/news", 2))).isEqualTo(new SetiDelivery(1, 1, 0));
            assertThat(cat.dataOn("/news")).containsExactly("2");
            go.countDown();
            assertThat(of(held)).isEqualTo(new SetiDelivery(1, 1, 0));
        } finally {
            go.countDown();
        }
    }
}
