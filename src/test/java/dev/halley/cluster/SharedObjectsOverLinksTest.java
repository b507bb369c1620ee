package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cluster.state.ClusterState;
import dev.halley.cluster.state.StateLimits;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.SystemClock;
import dev.halley.oort.OortLong;
import dev.halley.oort.OortMap;
import dev.halley.oort.OortNode;
import dev.halley.oort.core.OortCore;
import dev.halley.oort.core.OortPorts;
import dev.halley.testing.BlockedCode;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nodes share by name, on real links. */
@Timeout(120)
class SharedObjectsOverLinksTest {

    public record Room(int seats) {}

    private final TestLinks cluster = new TestLinks();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final InProcessServer server = InProcessServer.start(new Setup());
    private final List<Node> nodes = new ArrayList<>();

    private final class Node implements OortMap.Listener<String, Room> {
        private final Links links;
        private final ClusterState state;
        private final OortCore oort;
        private final OortMap<String, Room> rooms;
        private final OortLong players;
        private final Map<String, BlockingQueue<String>> told = new ConcurrentHashMap<>();

        Node(String name) {
            links = cluster.inMemory(name);
            state = ClusterState.start(links, new SystemClock(), timer, StateLimits.USUAL, links::lookForOthers);
            oort = new OortCore(server.bayeux(), new OortPorts(links, state, new LocalBroker()), timer, workers);
            rooms = oort.map("rooms", String.class, Room.class);
            players = oort.number("players");
            rooms.addListener(this);
            nodes.add(this);
        }

        @Override
        public void put(OortNode node, String key, @Nullable Room old, Room value) {
            tell(node, " " + key + ": " + (old == null ? "none" : old.seats()) + " to " + value.seats());
        }

        @Override
        public void removed(OortNode node, String key, Room old) {
            tell(node, " " + key + ": " + old.seats() + " removed");
        }

        @Override
        public void partFound(OortNode node, Map<? extends String, ? extends Room> entries) {
            tell(node, " found " + entries.size());
        }

        @Override
        public void partLost(OortNode node, Map<? extends String, ? extends Room> entries) {
            tell(node, " lost " + entries.size());
        }

        private void tell(OortNode node, String event) {
            of(node.name()).add(node + event);
        }

        private BlockingQueue<String> of(String node) {
            return told.computeIfAbsent(node, absent -> new LinkedBlockingQueue<>());
        }

        /** @param events of one node, whose name they begin with */
        void isToldNext(String... events) throws InterruptedException {
            for (String event : events) {
                assertThat(of(event.substring(0, event.indexOf(' '))).poll(30, TimeUnit.SECONDS))
                        .isEqualTo(event);
            }
        }

        void isToldAtLast(String node, String end) throws InterruptedException {
            String event = "";
            while (!event.endsWith(end)) {
                event = of(node).poll(30, TimeUnit.SECONDS);
                assertThat(event).isNotNull();
            }
        }

        void set(String key, int seats) throws Exception {
            rooms.put(key, new Room(seats)).seen().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }

        Map<String, Integer> found(String key) {
            Map<String, Integer> found = new HashMap<>();
            rooms.find(key).forEach((node, room) -> found.put(node.name(), room.seats()));
            return found;
        }

        void end() {
            oort.close();
            state.close();
            links.close();
            nodes.remove(this);
        }
    }

    @AfterEach
    void end() {
        List.copyOf(nodes).forEach(Node::end);
        cluster.close();
        timer.close();
        workers.shutdown();
        server.close();
    }

    private List<Node> three() throws Exception {
        List<Node> three = List.of(new Node("a"), new Node("b"), new Node("c"));
        TestLinks.awaitView(three.stream().map(node -> node.links).toList());
        three.get(0).isToldNext("b found 0");
        three.get(0).isToldNext("c found 0");
        three.get(1).isToldNext("a found 0");
        three.get(1).isToldNext("c found 0");
        three.get(2).isToldNext("a found 0");
        three.get(2).isToldNext("b found 0");
        return three;
    }

    @Test
    void whatIsSetIsThereOnAllNodesWhenTheStageIsDone() throws Exception {
        List<Node> three = three();
        three.get(0).set("x", 1);
        three.get(1).players.addAndGet(5);
        three.get(2).players.addAndGet(6);
        for (Node node : three) {
            node.players.seen().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
        for (Node node : three) {
            assertThat(node.found("x")).isEqualTo(Map.of("a", 1));
            assertThat(node.players.sum()).isEqualTo(11);
            node.isToldNext("a x: none to 1");
        }
    }

    @Test
    void nodeThatJoinsIsToldOfAllAndOneThatLeavesIsGoneWithItsPart() throws Exception {
        Node first = new Node("a");
        first.set("x", 1);
        first.isToldNext("a x: none to 1");

        Node second = new Node("b");
        second.isToldNext("a x: none to 1", "a found 1");
        first.isToldNext("b found 0");
        second.set("x", 2);
        second.isToldNext("b x: none to 2");
        first.isToldNext("b x: none to 2");

        second.end();
        first.isToldNext("b x: 2 removed", "b lost 1");
        assertThat(first.found("x")).isEqualTo(Map.of("a", 1));
    }

    @Test
    void nodeThatIsKilledIsGoneWithItsPartAndAnotherRunOfItBeginsWithNothing() throws Exception {
        List<Node> three = three();
        Node killed = three.get(2);
        killed.set("x", 3);
        three.get(0).isToldNext("c x: none to 3");

        TestLinks.split(List.of(three.get(0).links, three.get(1).links), List.of(killed.links));
        killed.end();
        three.get(0).isToldNext("c x: 3 removed", "c lost 1");
        assertThat(three.get(1).found("x")).isEmpty();

        Node again = new Node("c");
        three.get(0).isToldNext("c found 0");
        again.set("x", 4);
        three.get(0).isToldNext("c x: none to 4");
        assertThat(three.get(0).found("x")).isEqualTo(Map.of("c", 4));
    }

    @Test
    void partsOfASplitClusterGoOnAndAreOneAgainAfterIt() throws Exception {
        List<Node> three = three();
        Node one = three.get(0);
        Node apart = three.get(2);
        one.set("x", 1);
        apart.set("x", 3);
        for (Node node : three) {
            node.isToldNext("a x: none to 1");
            node.isToldNext("c x: none to 3");
        }

        TestLinks.split(List.of(one.links, three.get(1).links), List.of(apart.links));
        one.isToldNext("c x: 3 removed", "c lost 1");
        apart.isToldNext("a x: 1 removed", "a lost 1");
        one.set("x", 10);
        apart.set("y", 30);
        one.isToldNext("a x: 1 to 10");
        apart.isToldNext("c y: none to 30");
        assertThat(one.rooms.merged().keySet()).containsExactly("x");

        TestLinks.heal(one.links, three.get(1).links, apart.links);
        one.links.lookForOthers();
        apart.isToldNext("a x: none to 10", "a found 1");
        one.isToldNext("c x: none to 3", "c y: none to 30", "c found 2");
        assertThat(three.get(1).found("x")).containsEntry("a", 10);
        assertThat(one.found("x")).isEqualTo(Map.of("a", 10, "c", 3));
    }

    @Test
    void listenerThatBlocksOrThrowsHarmsNoLinkAndNoOtherListener() throws Exception {
        List<Node> three = three();
        BlockedCode blocked = new BlockedCode();
        three.get(0).rooms.addListener(new OortMap.Listener<String, Room>() {
            @Override
            public void put(OortNode node, String key, @Nullable Room old, Room value) {
                blocked.block();
                throw new IllegalStateException("thrown by the test");
            }
        });
        three.get(1).set("x", 1);
        blocked.awaitBlocked(1);
        three.get(0).isToldNext("b x: none to 1");

        for (int i = 2; i <= 100; i++) {
            three.get(1).set("x", i);
            three.get(0).set("y", i);
        }
        assertThat(three.get(2).found("x")).isEqualTo(Map.of("b", 100));
        assertThat(three.get(0).found("x")).isEqualTo(Map.of("b", 100));
        three.get(0).isToldAtLast("b", "to 100");
        blocked.letGo();
        blocked.awaitBlocked(2);
        List.copyOf(nodes).forEach(Node::end);
        workers.shutdown();
        assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.takeFailures()).isNotEmpty();
    }
}
