package dev.halley.cluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.ChannelId;
import dev.halley.spi.ClusterException;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Publication;
import dev.halley.spi.Timer;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import dev.halley.testkit.RecordedEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes say what they want, and subscribers wait until the others know, for a while. */
class InterestOfNodesTest {

    private static final ChannelId A = ChannelId.of("/a");

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();
    private final MemoryNode nodeA = network.join("a");
    private final MemoryNode nodeB = network.join("b");
    private final ClusterBroker a = nodeA.broker(time);
    private final ClusterBroker b = nodeB.broker(time);
    private final RecordedEvents eventsA = new RecordedEvents();

    @BeforeEach
    void start() {
        a.start(new Told(eventsA, new ArrayList<>()));
        b.start(new Told(new RecordedEvents(), new ArrayList<>()));
    }

    private CompletableFuture<Void> want(ChannelId channel) {
        return a.interest(channel, true).toCompletableFuture();
    }

    private List<String> ofA() {
        return List.copyOf(nodeA.state().own("interest"));
    }

    @Test
    void theFirstSubscriberPutsAndSomeSecondsAfterTheLastItIsRemoved() {
        want(A);
        want(ChannelId.of("/b/**"));
        assertThat(ofA()).containsExactly("/a", "/b/**");
        assertThat(b.state().wanted()).isEqualTo(2);
        a.interest(A, false);
        time.advance(LocalInterest.LINGER.minusNanos(1));
        assertThat(ofA()).containsExactly("/a", "/b/**");
        time.advance(Duration.ofNanos(1));
        assertThat(ofA()).containsExactly("/b/**");
        assertThat(b.state().wanted()).isOne();
        assertThat(a.state().interests()).isOne();
    }

    @Test
    void subscribeInBetweenCancelsTheRemovalAndAsksNobody() {
        want(A);
        a.interest(A, false);
        time.advance(LocalInterest.LINGER.minusNanos(1));
        int looks = nodeA.state().looks();
        assertThat(want(A)).isCompleted();
        assertThat(nodeA.state().looks()).isEqualTo(looks);
        time.advance(LocalInterest.LINGER);
        assertThat(ofA()).containsExactly("/a");
        a.interest(A, false);
        time.advance(LocalInterest.LINGER);
        assertThat(ofA()).isEmpty();
        assertThat(time.waiting()).as("nothing waits any more").isZero();
    }

    @Test
    void whoComesBackBeforeTheOthersKnowWaitsForThem() {
        network.hold(nodeA, nodeB);
        CompletableFuture<Void> first = want(A);
        a.interest(A, false);
        CompletableFuture<Void> second = want(A);
        assertThat(second).isNotDone();
        network.release(nodeA, nodeB);
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void manyAtOnceShareTwoLooksAtTheOthers() {
        network.hold(nodeA, nodeB);
        List<CompletableFuture<Void>> all = IntStream.range(0, 1_000)
                .mapToObj(i -> want(ChannelId.of("/" + i)))
                .toList();
        assertThat(all).noneMatch(CompletableFuture::isDone);
        network.release(nodeA, nodeB);
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(nodeA.state().looks()).isEqualTo(2);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void nobodyWaitsLongerThanHalfASecondAndWhoLagsIsToldOnceAMinute() {
        network.hold(nodeA, nodeB);
        CompletableFuture<Void> first = want(A);
        time.advance(Duration.ofMillis(200));
        CompletableFuture<Void> second = want(ChannelId.of("/b"));
        time.advance(Duration.ofMillis(299));
        assertThat(first).isNotDone();
        time.advance(Duration.ofMillis(1));
        assertThat(first).isCompleted();
        time.advance(Duration.ofMillis(199));
        assertThat(second).isNotDone();
        time.advance(Duration.ofMillis(1));
        assertThat(second).isCompleted();
        assertThat(eventsA.all()).containsExactly("interestUnconfirmed:[b#1]");
        time.advance(ClusterBroker.QUIET.minusMillis(501));
        want(ChannelId.of("/c"));
        time.advance(Duration.ofMillis(500));
        assertThat(eventsA.all()).as("at 1:00.199 after the first").hasSize(2);
    }

    @Test
    void withinAMinuteNobodyIsToldAgain() {
        network.hold(nodeA, nodeB);
        want(A);
        time.advance(Duration.ofMillis(500));
        time.advance(ClusterBroker.QUIET.minusMillis(501));
        want(ChannelId.of("/b"));
        time.advance(Duration.ofMillis(500));
        assertThat(eventsA.all()).as("59.999 seconds later").hasSize(1);
        want(ChannelId.of("/c"));
        time.advance(Duration.ofMillis(500));
        assertThat(eventsA.all()).hasSize(2);
    }

    @Test
    void nodeThatIsLostIsNotWaitedFor() {
        network.hold(nodeA, nodeB);
        CompletableFuture<Void> known = want(A);
        network.cut(nodeA, nodeB);
        assertThat(known).isCompleted();
    }

    @Test
    void aloneNobodyIsWaitedFor() {
        ClusterBroker alone = new MemoryNetwork().join("alone").broker(time);
        assertThat(alone.interest(A, true)).isCompleted();
    }

    @Test
    void whereTheStateTakesNoMoreTheSubscribeFailsAndAsksAgain() {
        nodeA.state().limit(1);
        assertThat(want(A)).isCompleted();
        ChannelId tooMany = ChannelId.of("/b");
        assertThat(want(tooMany)).isCompletedExceptionally();
        assertThat(want(tooMany))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(ClusterException.class);
        a.interest(tooMany, false);
        nodeA.state().limit(2);
        assertThat(want(tooMany)).isCompleted();
        assertThat(ofA()).containsExactly("/a", "/b");
    }

    @Test
    void whereTheOthersCannotBeAskedTheSubscribeFailsAndTheyAreAskedAgain() {
        nodeA.state().failing(true);
        assertThat(want(A)).isCompletedExceptionally();
        assertThat(want(A)).isCompletedExceptionally();
        nodeA.state().failing(false);
        assertThat(want(A)).isCompleted();
        assertThat(ofA()).containsExactly("/a");
        assertThat(time.waiting()).isZero();
    }

    /** A timer's task may have begun when it is cancelled. */
    @Test
    void removalThatComesTooLateRemovesNothing() {
        List<Runnable> tasks = new ArrayList<>();
        Timer deaf = (delay, task) -> {
            tasks.add(task);
            return () -> {};
        };
        LocalInterest own = new LocalInterest(
                nodeA.state(),
                new SharedSync(() -> CompletableFuture.completedStage(null), time, () -> {}),
                deaf,
                new LocalOnly());
        own.want(A);
        own.leave(A);
        own.want(A);
        tasks.get(0).run();
        assertThat(ofA()).containsExactly("/a");
        own.leave(A);
        tasks.get(0).run();
        assertThat(ofA()).containsExactly("/a");
        tasks.get(1).run();
        assertThat(ofA()).isEmpty();
    }

    @Test
    void whoComesAfterThoseWhoseTimeIsOverDoesNotShareWithThem() {
        List<Runnable> tasks = new ArrayList<>();
        List<CompletableFuture<Void>> looks = new ArrayList<>();
        SharedSync sync = new SharedSync(
                () -> {
                    looks.add(new CompletableFuture<>());
                    return looks.get(looks.size() - 1);
                },
                (delay, task) -> {
                    tasks.add(task);
                    return () -> {};
                },
                () -> {});
        sync.await();
        CompletableFuture<Void> second = sync.await();
        tasks.get(1).run();
        assertThat(second).as("before the first, by a timer of several threads").isCompleted();
        CompletableFuture<Void> third = sync.await();
        assertThat(third).isNotDone();
        looks.get(0).complete(null);
        assertThat(looks).hasSize(2);
        looks.get(1).complete(null);
        assertThat(third).isCompleted();
    }

    @Test
    void nodeThatJoinsLaterKnowsWhatWasWantedBefore() {
        want(A);
        ClusterBroker late = network.join("c").broker(time);
        late.start(publication -> {});
        assertThat(late.state().wanted()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/service/x", "/service/**", "/meta/connect"})
    void whatGoesToNoSubscribersIsNotTold(String channel) {
        assertThat(want(ChannelId.of(channel))).isCompleted();
        a.interest(ChannelId.of(channel), false);
        assertThat(ofA()).isEmpty();
        assertThat(time.scheduled()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no channel", "/service/x", "/{a}"})
    void whatAnotherNodeCannotWantIsCountedAndHarmsNothing(String name) {
        OwnedState.Key key = new OwnedState.Key("interest", name);
        nodeB.state().put(key, new byte[] {1});
        nodeB.state().remove(key);
        assertThat(a.state().wanted()).isZero();
        assertThat(a.state().nodes()).singleElement().satisfies(node -> assertThat(node.malformed())
                .isOne());
        assertThat(eventsA.named("nodeMessageDropped")).hasSize(1);
    }

    @Test
    void valueThatDoesNotSayYesIsNoInterest() {
        OwnedState.Key key = new OwnedState.Key("interest", "/a");
        nodeB.state().put(key, new byte[] {1, 9});
        assertThat(a.state().wanted()).isOne();
        nodeB.state().put(key, new byte[] {0});
        assertThat(a.state().wanted()).isZero();
        nodeB.state().put(key, new byte[0]);
        assertThat(a.state().wanted()).isZero();
    }

    @Test
    void afterTheStopNothingIsWantedAndNoTimeRuns() {
        want(A);
        want(ChannelId.of("/b"));
        a.interest(A, false);
        a.stop();
        assertThat(ofA()).isEmpty();
        assertThat(b.state().wanted()).isZero();
        assertThat(time.waiting()).isZero();
    }

    /** A receiver that remembers what it was told. */
    record Told(RecordedEvents events, List<Publication> received) implements dev.halley.spi.Broker.Receiver {

        @Override
        public void received(Publication publication) {
            received.add(publication);
        }
    }
}
