package dev.halley.cluster.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.halley.api.Position;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Broker;
import dev.halley.spi.Cluster;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import dev.halley.testkit.RecordedEvents;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one node publishes goes to those that want it, and what they send harms nobody. */
class ClusterBrokerTest {

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();
    private final MemoryNode nodeA = network.join("a");
    private final MemoryNode nodeB = network.join("b");
    private final MemoryNode nodeC = network.join("c");
    private final ClusterBroker a = nodeA.broker(time);
    private final ClusterBroker b = nodeB.broker(time);
    private final ClusterBroker c = nodeC.broker(time);
    private final Subscribers ofA = new Subscribers("a");
    private final Subscribers ofB = new Subscribers("b");
    private final Subscribers ofC = new Subscribers("c");
    private final List<String> order = new ArrayList<>();

    /** Remembers what it got, and does what the test wants when it gets something. */
    private final class Subscribers implements Broker.Receiver {

        private final String node;
        private final RecordedEvents events = new RecordedEvents();
        private final List<Publication> received = new ArrayList<>();
        private Runnable hook = () -> {};

        Subscribers(String node) {
            this.node = node;
        }

        @Override
        public void received(Publication publication) {
            received.add(publication);
            order.add(node + publication.message().data());
            Runnable now = hook;
            hook = () -> {};
            now.run();
        }

        @Override
        public ServerEvents events() {
            return events;
        }

        List<String> data() {
            return received.stream()
                    .map(publication -> String.valueOf(publication.message().data()))
                    .toList();
        }
    }

    @BeforeEach
    void start() {
        a.start(ofA);
        b.start(ofB);
        c.start(ofC);
    }

    private static Publication publication(String channel, Object data) {
        return new Publication(
                ChannelId.of(channel),
                ChannelMessage.of(channel, RawJson.from(data)),
                Position.NONE,
                new Origin(new NodeId("origin"), 1),
                DeliveryHints.TO_ALL);
    }

    private static void want(ClusterBroker broker, String channel) {
        assertThat(broker.interest(ChannelId.of(channel), true)).isCompleted();
    }

    private static BrokerState.Node node(ClusterBroker broker, MemoryNode other) {
        return broker.state().nodes().stream()
                .filter(node -> node.node().equals(other.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thisNodesSubscribersAreFirstThenThoseOfTheOthers() {
        want(b, "/a");
        want(c, "/**");
        assertSame(Published.AT_ONCE, a.publish(publication("/a", 1)));
        assertThat(order).containsExactly("a1", "b1", "c1");
    }

    @Test
    void whereNobodyElseWantsItNothingIsEncodedNorSent() {
        want(b, "/other");
        want(c, "/a/*");
        want(a, "/a");
        for (int i = 0; i < 10; i++) {
            assertSame(Published.AT_ONCE, a.publish(publication("/a", i)));
        }
        assertThat(ofA.received).hasSize(10);
        assertThat(network.sent(nodeA, nodeB) + network.sent(nodeA, nodeC)).isZero();
        BrokerState state = a.state();
        assertThat(state.published()).isEqualTo(10);
        assertThat(state.kept()).isEqualTo(10);
        assertThat(state.encoded()).isZero();
        assertThat(state.interests()).isOne();
        assertThat(state.wanted()).isEqualTo(2);
        assertThat(node(a, nodeB).skipped()).isEqualTo(10);
        assertThat(node(a, nodeB).sent()).isZero();
    }

    @Test
    void itIsEncodedOnceForAllNodesThatWantItAndCounted() {
        want(b, "/**");
        want(b, "/a");
        want(c, "/a");
        Publication wanted = publication("/a", "x");
        int length = PublicationFormat.encode(wanted).length;
        a.publish(wanted);
        a.publish(publication("/b", 2));
        BrokerState state = a.state();
        assertThat(state.encoded()).isEqualTo(2);
        assertThat(state.kept()).isZero();
        assertThat(node(a, nodeB).sent()).isEqualTo(2);
        assertThat(node(a, nodeC).sent()).isOne();
        assertThat(node(a, nodeC).sentBytes()).isEqualTo(length);
        assertThat(node(a, nodeC).skipped()).isOne();
        assertThat(node(c, nodeA).received()).isOne();
        assertThat(node(c, nodeA).receivedBytes()).isEqualTo(length);
        assertThat(c.state().published())
                .as("what comes is not published again")
                .isZero();
        assertThat(ofB.data()).containsExactly("\"x\"", "2");
    }

    @Test
    void sameBytesGoToAllNodes() {
        want(b, "/a");
        want(c, "/a");
        List<byte[]> sent = new ArrayList<>();
        nodeB.handle(Cluster.Traffic.PLAIN, (from, bytes) -> sent.add(bytes));
        nodeC.handle(Cluster.Traffic.PLAIN, (from, bytes) -> sent.add(bytes));
        a.publish(publication("/a", 1));
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0)).isSameAs(sent.get(1));
    }

    @Test
    void whatIsPublishedInsideGoesBehindWhatItIsInside() {
        want(b, "/**");
        ofA.hook = () -> {
            ofA.hook = () -> a.publish(publication("/a", 3));
            a.publish(publication("/a", 2));
            a.publish(publication("/a", 4));
        };
        a.publish(publication("/a", 1));
        a.publish(publication("/a", 5));
        assertThat(ofB.data()).containsExactly("1", "2", "3", "4", "5");
        assertThat(node(a, nodeB).sent()).isEqualTo(5);
    }

    @Test
    void whatSubscribersHereThrowKeepsNothingFromTheOthersAndIsThePublishersAsElsewhere() {
        want(b, "/a");
        ofA.hook = () -> {
            throw new IllegalStateException("mine");
        };
        assertThatThrownBy(() -> a.publish(publication("/a", 1))).hasMessage("mine");
        a.publish(publication("/a", 2));
        assertThat(ofB.data()).containsExactly("1", "2");
    }

    @Test
    void whatSubscribersThrowThatGetItFromAnotherNodeIsToldThereAndCostsNothingElse() {
        want(b, "/a");
        ofB.hook = () -> {
            throw new AssertionError("mine");
        };
        a.publish(publication("/a", 1));
        a.publish(publication("/a", 2));
        assertThat(ofB.data()).containsExactly("1", "2");
        assertThat(ofB.events.failures()).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessage("mine"));
    }

    @Test
    void whatIsTooLongForOtherNodesIsDeliveredHereAndTheyMissIt() {
        want(b, "/a");
        a.publish(publication("/a", "x".repeat(Cluster.MAX_LENGTH)));
        assertThat(ofA.received).hasSize(1);
        assertThat(ofB.received).isEmpty();
        assertThat(ofA.events.named("nodeMissed")).singleElement().satisfies(event -> assertThat(event)
                .startsWith("nodeMissed:b#1:/a:A message that goes to other nodes has at most 16777216 bytes"));
        assertThat(node(a, nodeB).missed()).isOne();
        assertThat(node(a, nodeB).skipped()).isZero();
        assertThat(a.state().encoded()).isZero();
    }

    @Test
    void malformedMessageIsDroppedCountedAndToldAndTheNextOneArrives() {
        want(b, "/a");
        nodeA.send(nodeB.id(), Cluster.Traffic.PLAIN, new byte[] {'?', 1});
        nodeA.send(nodeB.id(), Cluster.Traffic.PLAIN, new byte[0]);
        a.publish(publication("/a", 1));
        assertThat(ofB.data()).containsExactly("1");
        assertThat(node(b, nodeA).malformed()).isEqualTo(2);
        assertThat(node(b, nodeA).received()).isOne();
        assertThat(ofB.events.all())
                .containsExactly(
                        "nodeMessageDropped:a#1:A publication has an unknown kind.",
                        "nodeMessageDropped:a#1:A publication ends too early.");
    }

    @Test
    void manyRandomMessagesHarmNothing() {
        want(b, "/**");
        Random random = new Random(20_261_129);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = i % 2 == 0 ? new byte[random.nextInt(80)] : PublicationFormat.encode(publication("/a", i));
            if (i % 2 == 0) {
                random.nextBytes(bytes);
            } else {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            nodeA.send(nodeB.id(), Cluster.Traffic.PLAIN, bytes);
        }
        BrokerState.Node counted = node(b, nodeA);
        assertThat(counted.malformed() + counted.received()).isEqualTo(5_000);
        assertThat(counted.waitingBytes()).isZero();
        a.publish(publication("/a", "whole"));
        assertThat(ofB.data()).endsWith("\"whole\"");
    }

    @Test
    void whatWaitsTooLongForWorkersIsDroppedFromTheTailCountedAndTold() {
        List<Runnable> tasks = new ArrayList<>();
        int length = PublicationFormat.encode(publication("/a", 1)).length;
        MemoryNode node = network.join("d");
        ClusterBroker slow =
                new ClusterBroker(node, node.state(), new BrokerPlatform(time, time, tasks::add, 2L * length));
        Subscribers ofSlow = new Subscribers("d");
        slow.start(ofSlow);
        want(slow, "/a");
        a.publish(publication("/a", 1));
        a.publish(publication("/a", 2));
        a.publish(publication("/a", 3));
        assertThat(node(slow, nodeA).waitingBytes()).isEqualTo(2L * length);
        assertThat(node(slow, nodeA).dropped()).isOne();
        assertThat(ofSlow.events.all()).containsExactly("nodeMessageDropped:a#1:queue full");
        tasks.remove(0).run();
        a.publish(publication("/a", 4));
        tasks.remove(0).run();
        assertThat(ofSlow.data()).containsExactly("1", "2", "4");
    }

    @Test
    void oneNodeThatFloodsFillsItsOwnQueueAlone() {
        List<Runnable> tasks = new ArrayList<>();
        int length = PublicationFormat.encode(publication("/a", 1)).length;
        MemoryNode node = network.join("d");
        ClusterBroker slow = new ClusterBroker(node, node.state(), new BrokerPlatform(time, time, tasks::add, length));
        Subscribers ofSlow = new Subscribers("d");
        slow.start(ofSlow);
        want(slow, "/a");
        a.publish(publication("/a", 1));
        a.publish(publication("/a", 2));
        b.publish(publication("/a", 3));
        tasks.forEach(Runnable::run);
        assertThat(ofSlow.data()).containsExactly("1", "3");
    }

    @Test
    void nodeThatIsLostLeavesNothingBehind() {
        want(b, "/a");
        want(b, "/x/**");
        want(c, "/a");
        a.publish(publication("/a", 1));
        b.publish(publication("/a", 2));
        network.lose(nodeB);
        assertThat(a.state().wanted()).isOne();
        assertThat(a.state().nodes()).extracting(BrokerState.Node::node).containsExactly(nodeC.id());
        a.publish(publication("/a", 3));
        assertThat(ofB.data()).containsExactly("1", "2");
        assertThat(ofC.data()).containsExactly("1", "2", "3");
        assertThat(b.state().nodes()).as("it has lost the others, too").isEmpty();
        network.heal(nodeA, nodeB);
        a.publish(publication("/a", 4));
        assertThat(ofB.data()).containsExactly("1", "2", "4");
        assertThat(node(a, nodeB).skipped()).as("counts from when it is linked").isZero();
    }

    @Test
    void nodeThatComesBackWhileItsMessagesStillWaitKeepsTheirOrder() {
        List<Runnable> tasks = new ArrayList<>();
        MemoryNode node = network.join("d");
        ClusterBroker slow = node.broker(time, tasks::add);
        Subscribers ofSlow = new Subscribers("d");
        slow.start(ofSlow);
        want(slow, "/a");
        a.publish(publication("/a", 1));
        network.cut(nodeA, node);
        a.publish(publication("/a", 2));
        network.heal(nodeA, node);
        a.publish(publication("/a", 3));
        for (int i = tasks.size() - 1; i >= 0; i--) {
            tasks.get(i).run();
        }
        assertThat(ofSlow.data()).containsExactly("1", "3");
    }

    @Test
    void nodeThatIsLostIsForgottenWhenWhatItSentIsDelivered() {
        List<Runnable> tasks = new ArrayList<>();
        MemoryNode node = network.join("d");
        ClusterBroker slow = node.broker(time, tasks::add);
        Subscribers ofSlow = new Subscribers("d");
        slow.start(ofSlow);
        want(slow, "/a");
        a.publish(publication("/a", 1));
        network.lose(node);
        tasks.forEach(Runnable::run);
        assertThat(ofSlow.data()).containsExactly("1");
        assertThat(slow.state().nodes()).isEmpty();
    }

    @Test
    void interestOfANodeThatIsNotLinkedAnyMoreGetsNothingAndLeavesNothing() {
        want(b, "/a");
        // The links know of the loss before the state does.
        nodeA.onView((before, now) -> a.publish(publication("/a", 1)));
        network.cut(nodeA, nodeB);
        assertThat(ofA.received).hasSize(1);
        assertThat(network.sent(nodeA, nodeB)).isZero();
        assertThat(a.state().nodes()).extracting(BrokerState.Node::node).containsExactly(nodeC.id());
    }

    @Test
    void beforeItsStartAndAfterItsStopNobodyGetsAnything() {
        want(b, "/a");
        MemoryNode node = network.join("d");
        ClusterBroker late = node.broker(time);
        want(late, "/a");
        assertSame(Published.AT_ONCE, late.publish(publication("/a", 0)));
        a.publish(publication("/a", 1));
        Subscribers ofLate = new Subscribers("d");
        late.start(ofLate);
        a.publish(publication("/a", 2));
        assertThat(ofLate.data()).containsExactly("2");
        late.stop();
        a.publish(publication("/a", 3));
        late.publish(publication("/a", 4));
        assertThat(ofLate.data()).containsExactly("2");
        assertThat(ofB.data()).containsExactly("1", "2", "3");
        nodeA.send(node.id(), Cluster.Traffic.PLAIN, new byte[] {'?'});
        assertThat(late.state().nodes()).isEmpty();
        assertThat(late.state().wanted()).isZero();
    }

    @Test
    void publishersThreadKeepsNothing() {
        MemoryNode node = network.join("d");
        ClusterBroker forgetful = node.broker(time);
        forgetful.start(publication -> {});
        want(b, "/a");
        Publication published = publication("/a", 1);
        WeakReference<Publication> kept = new WeakReference<>(published);
        forgetful.publish(published);
        assertThat(ofB.data()).containsExactly("1");
        published = null;
        for (int i = 0; i < 50 && kept.get() != null; i++) {
            System.gc();
        }
        assertThat(kept.get()).isNull();
    }

    @Test
    void whatWaitsForWorkersWhenTheServerStopsIsHandedToNobody() {
        List<Runnable> tasks = new ArrayList<>();
        MemoryNode node = network.join("d");
        ClusterBroker stopping = node.broker(time, tasks::add);
        Subscribers ofStopping = new Subscribers("d");
        stopping.start(ofStopping);
        want(stopping, "/a");
        a.publish(publication("/a", 1));
        stopping.stop();
        tasks.forEach(Runnable::run);
        assertThat(ofStopping.received).isEmpty();
    }

    @Test
    void workersThatTakeNothingGetItLater() {
        boolean[] full = {true};
        MemoryNode node = network.join("d");
        ClusterBroker busy = node.broker(time, task -> {
            if (full[0]) {
                throw new RejectedExecutionException();
            }
            task.run();
        });
        Subscribers ofBusy = new Subscribers("d");
        busy.start(ofBusy);
        want(busy, "/a");
        a.publish(publication("/a", 1));
        full[0] = false;
        time.advance(NodeInbox.AGAIN);
        assertThat(ofBusy.data()).containsExactly("1");
    }
}
