package dev.halley.cluster.state;

import static dev.halley.cluster.state.VirtualNetwork.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.cluster.state.StateMessage.Want;
import dev.halley.cluster.state.StateReport.PeerReport;
import dev.halley.cluster.state.VirtualNetwork.Node;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The state's promises in figures: how soon, how much, how often. */
class ClusterStateTest {

    private static final String SECTION = "interest";

    private final VirtualNetwork network = new VirtualNetwork(System.nanoTime());
    private final CountDownLatch looked = new CountDownLatch(1);

    private final QuietLogs quiet = new QuietLogs();

    @AfterEach
    void loud() {
        quiet.close();
    }

    private ClusterState state(Node node) {
        return state(node, StateLimits.USUAL);
    }

    private ClusterState state(Node node, StateLimits limits) {
        return new ClusterState(
                node,
                limits,
                new ClusterState.Surroundings(node, node, node, new StateRules(), UUID.randomUUID()),
                () -> {
                    looked.countDown();
                    throw new IllegalStateException("thrown by the test");
                });
    }

    private static Key key(int number) {
        return new Key(SECTION, "/channel/" + number);
    }

    private static void put(OwnedState state, int from, int to) {
        for (int i = from; i < to; i++) {
            state.put(key(i), Shadow.value(i));
        }
    }

    private static int seen(OwnedState state, Node owner) {
        return state.part(owner.id(), SECTION).size();
    }

    private static PeerReport peer(ClusterState state, Node node) {
        return state.report().peers().stream()
                .filter(peer -> peer.node().equals(node.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void joinerHasTenThousandEntriesOfEachWithinFiftyMillisecondsOfTheView() {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        ClusterState other = state(b);
        put(one, 0, 10_000);
        put(other, 0, 10_000);
        network.runFor(millis(5));
        network.install(List.of(a, b), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        assertThat(seen(one, b)).isEqualTo(10_000);
        assertThat(seen(other, a)).isEqualTo(10_000);
        assertThat(one.isComplete()).isTrue();
        assertThat(other.isComplete()).isTrue();
    }

    @Test
    void fiveThatStartAtOnceSeeEachOtherWithinFiftyMillisecondsTwentyTimes() {
        for (int round = 0; round < 20; round++) {
            List<Node> nodes = new ArrayList<>();
            List<ClusterState> states = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                nodes.add(network.join("node" + i));
                states.add(state(nodes.get(i)));
                put(states.get(i), 0, 200);
            }
            network.install(nodes, millis(10));
            network.runFor(millis(10) + StateHistory.AFTER_VIEW);
            for (ClusterState state : states) {
                assertThat(state.isComplete()).isTrue();
                assertThat(nodes)
                        .allSatisfy(node -> assertThat(seen(state, node)).isEqualTo(200));
            }
            states.forEach(ClusterState::close);
            nodes.forEach(network::kill);
        }
    }

    @Test
    void whatIsLostOnALinkComesWithin1200MillisecondsThoughNothingFollows() {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        ClusterState other = state(b);
        network.install(List.of(a, b), 0);
        network.runFor(millis(3_217));
        put(one, 0, 10);
        network.runFor(VirtualNetwork.micros(20));
        network.breakLink(a.id(), b.id());
        network.runFor(millis(20));
        assertThat(seen(other, a)).isZero();
        network.runFor(StateHistory.AFTER_LOSS - millis(20));
        assertThat(seen(other, a)).isEqualTo(10);
    }

    @Test
    void nodeThatStandsStillCostsTheOthersNothingAndItsWindowOnly() {
        StateLimits limits = new StateLimits(100_000, 10_000_000, 1_000, 16_000, 4_000);
        Node a = network.join("a");
        Node b = network.join("b");
        Node frozen = network.join("c");
        ClusterState one = state(a, limits);
        ClusterState other = state(b, limits);
        ClusterState late = state(frozen, limits);
        network.install(List.of(a, b, frozen), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        frozen.standStill(millis(15_000));
        for (int i = 0; i < 5_000; i++) {
            one.put(key(i % 2_000), Shadow.value(i));
            network.runFor(VirtualNetwork.micros(200));
        }
        network.runFor(millis(10));
        assertThat(seen(other, a)).isEqualTo(2_000);
        network.runFor(millis(250));
        assertThat(peer(one, frozen).inFlight()).isBetween(15_000L, 16_000L);
        assertThat(peer(one, b).acknowledged()).isGreaterThan(4_900);
        CompletableFuture<Void> synced = one.sync().toCompletableFuture();
        network.runFor(millis(1_000));
        assertThat(synced).isNotDone();
        network.runFor(millis(15_000));
        assertThat(synced).isCompleted();
        assertThat(late.part(a.id(), SECTION)).hasSize(2_000);
        assertThat(late.get(a.id(), key(1_999)))
                .hasValueSatisfying(value -> assertThat(Shadow.number(value)).isEqualTo(3_999));
    }

    @Test
    void syncIsDoneWhenTheNodeThatDoesNotAnswerIsOut() {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        state(b);
        network.install(List.of(a, b), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        b.standStill(millis(60_000));
        put(one, 0, 1);
        CompletableFuture<Void> synced = one.sync().toCompletableFuture();
        network.runFor(millis(5_000));
        assertThat(synced).isNotDone();
        network.install(List.of(a), 0);
        network.runFor(millis(1));
        assertThat(synced).isCompleted();
    }

    @Test
    void syncTakesOneRoundTrip() {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        state(b);
        network.install(List.of(a, b), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        put(one, 0, 1);
        CompletableFuture<Void> synced = one.sync().toCompletableFuture();
        network.runFor(2 * network.maxDelay);
        assertThat(synced).isCompleted();
    }

    @Test
    void syncIsNotDoneByWhatANodeHadBeforeItExcludedThisOne() {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        ClusterState other = state(b);
        network.install(List.of(a, b), 0);
        put(one, 0, 1);
        network.runFor(StateHistory.AFTER_VIEW);
        network.install(b, network.view(List.of(b)), 0);
        network.runFor(millis(10));
        assertThat(seen(other, a)).isZero();
        CompletableFuture<Void> synced = one.sync().toCompletableFuture();
        network.runFor(millis(2_000));
        assertThat(synced).isNotDone();
        synced.thenRun(() -> assertThat(seen(other, a)).isEqualTo(1));
        network.install(List.of(a, b), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        assertThat(synced).isCompleted();
        assertThat(seen(other, a)).isEqualTo(1);
    }

    @Test
    void syncIsNotDoneAsLongAsWhatReplacedAnEntryWaitsForTheWindow() {
        StateLimits limits = new StateLimits(1_000, 1_000_000, 100, 400, 100);
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a, limits);
        ClusterState other = state(b, limits);
        network.install(List.of(a, b), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        b.standStill(millis(100));
        put(one, 0, 50);
        network.runFor(millis(10));
        Key last = key(49);
        List<Boolean> seen = new ArrayList<>();
        one.sync().thenRun(() -> seen.add(other.get(a.id(), last).isPresent()));
        network.runFor(millis(10));
        for (int i = 100; i < 300; i++) {
            one.put(last, Shadow.value(i));
            put(one, i, i + 1);
            network.runFor(VirtualNetwork.micros(500));
        }
        network.runFor(millis(300));
        assertThat(seen).containsExactly(true);
    }

    @Test
    void moreRemovalsThanEntriesAreForgottenAndWhoHasNotSeenThemGetsThePartAnew() {
        StateLimits limits = new StateLimits(100_000, 10_000_000, 1_000, 16_000, 4_000);
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a, limits);
        ClusterState other = state(b, limits);
        network.install(List.of(a, b), 0);
        put(one, 0, 10);
        network.runFor(StateHistory.AFTER_VIEW);
        b.standStill(millis(3_000));
        for (int i = 10; i < 5_000; i++) {
            put(one, i, i + 1);
            network.runFor(VirtualNetwork.micros(20));
            one.remove(key(i));
        }
        one.remove(key(0));
        network.runFor(millis(300));
        assertThat(one.report().removals()).isEqualTo(OwnPart.KEPT_REMOVALS);
        network.runFor(millis(3_000));
        assertThat(seen(other, a)).isEqualTo(9);
        assertThat(one.report().removals()).isZero();
        assertThat(one.report().counts().resets()).isEqualTo(2);
    }

    @Test
    void nodesAtTheSameVersionGetTheSameBytes() {
        Node a = network.join("a");
        List<Node> others =
                IntStream.range(0, 4).mapToObj(i -> network.join("b" + i)).toList();
        ClusterState one = state(a);
        others.forEach(this::state);
        List<Node> all = new ArrayList<>(others);
        all.add(a);
        network.install(all, 0);
        network.runFor(StateHistory.AFTER_VIEW);
        List<byte[]> deltas = new ArrayList<>();
        network.onSend = (from, bytes) -> {
            if (from.equals(a.id()) && bytes[0] == Delta.KIND) {
                deltas.add(bytes);
            }
        };
        put(one, 0, 3);
        network.runFor(millis(10));
        assertThat(deltas).hasSize(4);
        assertThat(deltas).allMatch(bytes -> bytes == deltas.get(0));
        deltas.clear();
        // Nothing longer than a window is kept for that.
        one.put(key(1), new byte[StateLimits.USUAL.window()]);
        network.runFor(millis(10));
        assertThat(deltas.stream().map(System::identityHashCode).distinct()).hasSize(4);
    }

    @Test
    void entryLongerThanTheWindowDoesNotWaitForTheNextSecond() {
        StateLimits limits = new StateLimits(1_000, 1_000_000, 100, 1_000, 500);
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a, limits);
        ClusterState other = state(b, limits);
        network.install(List.of(a, b), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        put(one, 0, 3);
        one.put(key(3), new byte[5_000]);
        put(one, 4, 6);
        network.runFor(5 * network.maxDelay);
        assertThat(seen(other, a)).isEqualTo(6);
    }

    @Test
    void stateThatHasEndedKeepsNothingForItsThread() {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        state(b);
        network.install(List.of(a, b), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        a.standStill(millis(60_000));
        one.close();
        int waiting = a.waiting();
        put(one, 0, 10);
        one.sync();
        network.install(List.of(a), 0);
        network.install(List.of(a, b), 0);
        network.runFor(millis(10_000));
        assertThat(a.waiting()).isEqualTo(waiting);
    }

    @Test
    void receiverAsksAtMostOnceIn300Milliseconds() {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        state(b);
        network.install(List.of(a, b), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        List<Long> wants = new ArrayList<>();
        network.onSend = (from, bytes) -> {
            if (bytes[0] == Want.KIND) {
                wants.add(network.now());
            }
        };
        network.lossOneIn = 2;
        for (int i = 0; i < 2_000; i++) {
            put(one, i, i + 1);
            network.runFor(millis(1));
        }
        assertThat(wants).hasSizeBetween(4, 7);
        for (int i = 1; i < wants.size(); i++) {
            assertThat(wants.get(i) - wants.get(i - 1)).isGreaterThanOrEqualTo(millis(300));
        }
    }

    @Test
    void messageThatIsNoneOfOursIsDroppedAndCountedAndTheNextIsTaken() {
        Node a = network.join("a");
        Node b = network.join("b");
        Node stranger = network.join("c");
        network.passesStrangers = true;
        ClusterState one = state(a);
        ClusterState other = state(b);
        network.install(List.of(a, b), 0);
        network.runFor(StateHistory.AFTER_VIEW);
        b.send(a.id(), Traffic.STATE, new byte[] {'?', 1, 2});
        b.send(a.id(), Traffic.STATE, new byte[0]);
        stranger.install(network.view(List.of(stranger, a)));
        stranger.send(a.id(), Traffic.STATE, new Want(new UUID(1, 1), 0).encode());
        put(other, 0, 1);
        network.runFor(millis(300));
        assertThat(one.report().counts().malformed()).isEqualTo(2);
        assertThat(one.report().counts().strange()).isEqualTo(1);
        assertThat(seen(one, b)).isEqualTo(1);
    }

    @Test
    void linksLookForOthersWhenALinkedNodeIsSilentAndHealthSaysSoAfterAMinute() throws Exception {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        network.install(List.of(a, b), 0);
        network.runFor(millis(5_500));
        assertThat(one.report().counts().looks()).isEqualTo(1);
        assertThat(one.report().silent()).containsExactly(b.id());
        network.runFor(millis(50_000));
        assertThat(one.report().healthy()).isTrue();
        network.runFor(millis(5_000));
        assertThat(one.report().healthy()).isFalse();
        assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
        ClusterState other = state(b);
        network.runFor(millis(1_500));
        assertThat(one.report().healthy()).isTrue();
        assertThat(one.isComplete()).isTrue();
        assertThat(other.isComplete()).isTrue();
    }

    @Test
    void reportSaysHowFarEachIs() {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        ClusterState other = state(b);
        put(one, 0, 3);
        put(other, 0, 2);
        network.install(List.of(a, b), 0);
        network.runFor(millis(300));
        one.remove(key(0));
        network.runFor(millis(2_000));
        StateReport report = one.report();
        assertThat(report.version()).isEqualTo(4);
        assertThat(report.entries()).isEqualTo(2);
        assertThat(report.bytes()).isEqualTo(2 * Entry.size(key(1), Shadow.value(1)));
        assertThat(report.complete()).isTrue();
        assertThat(report.syncs()).isZero();
        PeerReport peer = peer(one, b);
        assertThat(report.lag(peer)).isZero();
        assertThat(peer.served()).isTrue();
        assertThat(peer.sent()).isEqualTo(4);
        assertThat(peer.found()).isTrue();
        assertThat(peer.held()).isEqualTo(2);
        assertThat(peer.entries()).isEqualTo(2);
        assertThat(peer.unheard()).isLessThan(Duration.ofSeconds(2));
        b.standStill(millis(20_000));
        put(one, 5, 7);
        network.runFor(millis(500));
        assertThat(one.report().lag(peer(one, b))).isEqualTo(2);
    }

    @Test
    void removalsAreForgottenWhenAllHaveThem() {
        Node a = network.join("a");
        Node b = network.join("b");
        ClusterState one = state(a);
        state(b);
        network.install(List.of(a, b), 0);
        put(one, 0, 2);
        network.runFor(StateHistory.AFTER_VIEW);
        one.remove(key(1));
        network.runFor(millis(1_500));
        assertThat(one.report().removals()).isZero();
        b.standStill(millis(20_000));
        one.remove(key(0));
        network.runFor(millis(5_000));
        assertThat(one.report().removals()).isEqualTo(1);
        network.install(List.of(a), 0);
        network.runFor(millis(300));
        assertThat(one.report().removals()).isZero();
    }
}
