package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.cluster.runtime.InTurn;
import dev.halley.history.store.StoredEntry;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.protocol.BayeuxError;
import dev.halley.spi.Clock;
import dev.halley.spi.Cluster;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import dev.halley.spi.Published;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logs of nodes over links in memory: what a node publishes, reads and follows. */
class ClusterLogTest {

    private static final HistoryPolicy POLICY = new HistoryPolicy(100, Duration.ofMinutes(10));
    private static final LogSettings SETTINGS = settings(2);

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();
    private final List<Node> all = new ArrayList<>();
    private LogSettings settings = SETTINGS;
    private String channel = "/a";

    private static LogSettings settings(int copies) {
        return settings(copies, 3);
    }

    private static LogSettings settings(int copies, int maxPending) {
        return new LogSettings(
                copies, 1 << 24, Duration.ofMinutes(5), maxPending, Duration.ofSeconds(8), 0, Duration.ofMinutes(1));
    }

    /** A node, and what its log told. */
    private final class Node implements LogListener {
        private final MemoryNode links;
        private final ClusterLog log;
        private final List<String> told = new ArrayList<>();

        Node(String name) {
            this(name, time);
        }

        Node(String name, Clock clock) {
            this(name, clock, stripe -> new InTurn(Runnable::run, time));
        }

        Node(String name, Clock clock, IntFunction<Executor> threads) {
            all.add(this);
            links = network.join(name);
            log = new ClusterLog(links, settings, new LogPlatform(clock, time, node -> false, threads), this);
        }

        Published publish(String text) {
            return get(publishing(text, null));
        }

        CompletionStage<Published> publishing(String text, Key key) {
            return log.publish(channel, key, POLICY, text.getBytes(StandardCharsets.UTF_8));
        }

        void end() {
            log.close();
            links.close();
        }

        @Override
        public void delivered(String channel, StoredEntry entry) {
            told.add(text(entry));
        }

        @Override
        public void lost(String channel, Position top, Verdict why) {
            told.add("lost " + why);
        }

        @Override
        public void merged(String channel, int appended, int voided) {}

        @Override
        public void waits(int stripe, List<String> missing, boolean over) {}

        @Override
        public void dropped(NodeId from, String why) {
            told.add("dropped " + why);
        }
    }

    private static String text(StoredEntry entry) {
        return new String(entry.data(), StandardCharsets.UTF_8);
    }

    @AfterEach
    void nothingIsDropped() {
        all.forEach(node -> assertThat(node.told).noneMatch(told -> told.startsWith("dropped")));
        all.forEach(Node::end);
    }

    private <T> T get(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        for (int i = 0; i < 200 && !future.isDone(); i++) {
            time.advance(LogInput.TICK);
        }
        assertThat(future).isDone();
        return future.join();
    }

    private List<Node> nodes(String... names) {
        List<Node> nodes = new ArrayList<>();
        for (String name : names) {
            nodes.add(new Node(name));
        }
        return nodes;
    }

    private static String heldBy(Node sequencer, Node backup) {
        return heldBy(List.of(sequencer, backup));
    }

    private static String heldBy(List<Node> holders) {
        Placement placement = new Placement(holders.get(0).links.view().members(), holders.size());
        List<NodeId> ids = holders.stream().map(node -> node.links.id()).toList();
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "/a" + i)
                .filter(name -> placement.holders(name).equals(ids))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(LogPage page) {
        return page.entries().stream().map(ClusterLogTest::text).toList();
    }

    @Test
    void whatOneNodePublishesAllThatFollowGet() {
        List<Node> nodes = nodes("a", "b", "c");
        nodes.forEach(node -> get(node.log.follow("/a")));
        Published first = nodes.get(0).publish("1");
        Published second = nodes.get(1).publish("2");
        assertThat(second.position().offset()).isEqualTo(first.position().offset() + 1);
        nodes.forEach(node -> assertThat(node.told).containsExactly("1", "2"));
        for (Node node : nodes) {
            assertThat(texts(get(node.log.newest("/a", 9)))).containsExactly("1", "2");
            assertThat(texts(get(node.log.since("/a", first.position(), 9)))).containsExactly("2");
        }
    }

    @Test
    void whoFollowsByAPatternGetsStreamsThatBeginLater() {
        List<Node> nodes = nodes("a", "b", "c");
        get(nodes.get(1).log.attach("/*"));
        nodes.get(0).publish("1");
        assertThat(nodes.get(1).told).containsExactly("1");
        assertThat(nodes.get(2).told).isEmpty();
        nodes.get(1).log.detach("/*");
    }

    @Test
    void whoFollowsAStreamThatAPatternHadBroughtWaitsUntilItComesAgain() {
        List<Node> nodes = nodes("a", "b", "c");
        Node reader = nodes.stream()
                .filter(node -> new Placement(node.links.view().members(), 2)
                                .holders("/a")
                                .indexOf(node.links.id())
                        < 0)
                .findFirst()
                .orElseThrow();
        get(reader.log.attach("/*"));
        nodes.get(0).publish("1");
        reader.log.detach("/*");
        nodes.stream().filter(node -> node != reader).forEach(node -> network.hold(node.links, reader.links));
        CompletionStage<Void> following = reader.log.follow("/a");
        assertThat(following.toCompletableFuture()).isNotDone();
        nodes.forEach(node -> network.release(node.links, reader.links));
        get(following);
        nodes.get(0).publish("2");
        assertThat(reader.told).containsExactly("1", "2");
    }

    @Test
    void whoFollowsNoMoreGetsNothing() {
        List<Node> nodes = nodes("a", "b");
        nodes.forEach(node -> get(node.log.follow("/a")));
        nodes.forEach(node -> get(node.log.follow("/a")));
        nodes.get(0).publish("1");
        nodes.get(1).log.unfollow("/a");
        nodes.get(0).publish("2");
        assertThat(nodes.get(0).told).containsExactly("1", "2");
        assertThat(nodes.get(1).told).containsExactly("1");
        time.advance(Duration.ofSeconds(1));
        assertThat(nodes.get(0).log.figures().followed()).isEqualTo(1);
        assertThat(nodes.get(1).log.figures().followed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void whateverNodeIsLostNothingStoredIsLost(int lost) {
        List<Node> nodes = nodes("a", "b", "c");
        nodes.get(0).publish("1");
        Published second = nodes.get(1).publish("2");
        nodes.remove(lost).end();
        nodes.forEach(node -> assertThat(texts(get(node.log.newest("/a", 9)))).containsExactly("1", "2"));
        assertThat(nodes.get(0).publish("3").position().offset())
                .isEqualTo(second.position().offset() + 1);
    }

    @Test
    void publishThatIsRepeatedOnAnotherNodeIsAnsweredWithTheFirstPosition() {
        List<Node> nodes = nodes("a", "b", "c");
        Key key = new Key("k", "digest");
        Published first = get(nodes.get(0).publishing("1", key));
        for (Node node : nodes) {
            assertThat(get(node.publishing("1", key))).isEqualTo(new Published(first.position(), true));
            assertThat(get(node.log.lookup("/a", key))).contains(first.position());
            assertThat(get(node.log.lookup("/a", new Key("other", "digest")))).isEmpty();
        }
        Key other = new Key("k", "other");
        assertThatThrownBy(() -> get(nodes.get(1).publishing("2", other)))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("409:publishKey:conflict");
        assertThatThrownBy(() -> get(nodes.get(1).log.lookup("/a", other)))
                .hasMessageContaining("409:publishKey:conflict");
    }

    @Test
    void whatIsClearedIsGone() {
        List<Node> nodes = nodes("a", "b", "c");
        Published first = nodes.get(0).publish("1");
        get(nodes.get(1).log.clear("/a"));
        assertThat(texts(get(nodes.get(2).log.newest("/a", 9)))).isEmpty();
        Published second = nodes.get(0).publish("2");
        assertThat(second.position().offset()).isEqualTo(first.position().offset() + 1);
    }

    @Test
    void bothPartsOfASplitGoOnAndTheMergeTellsWhoLost() {
        List<Node> nodes = nodes("a", "b", "c");
        channel = heldBy(nodes.get(2), nodes.get(0));
        nodes.forEach(node -> get(node.log.follow(channel)));
        nodes.get(0).publish("1");
        network.cut(nodes.get(0).links, nodes.get(2).links);
        network.cut(nodes.get(1).links, nodes.get(2).links);
        nodes.get(0).publish("larger");
        nodes.get(2).publish("smaller");
        assertThat(nodes.get(1).told).containsExactly("1", "larger");
        assertThat(nodes.get(2).told).containsExactly("1", "smaller");
        network.heal(nodes.get(0).links, nodes.get(2).links);
        network.heal(nodes.get(1).links, nodes.get(2).links);
        nodes.forEach(
                node -> assertThat(texts(get(node.log.newest(channel, 9)))).containsExactly("1", "larger", "smaller"));
        time.advance(Duration.ofSeconds(3));
        assertThat(nodes.get(1).told).containsExactly("1", "larger", "smaller");
        assertThat(nodes.get(2).told).startsWith("1", "smaller", "lost VOID");
        assertThat(nodes.stream()
                        .mapToLong(node -> node.log.figures().appended())
                        .sum())
                .isEqualTo(1);
    }

    private void freeze(Node frozen, Node other) {
        network.hold(frozen.links, other.links);
        network.hold(other.links, frozen.links);
    }

    private List<CompletableFuture<Published>> publishEverywhere(Node node) {
        List<CompletableFuture<Published>> publishing = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            channel = "/everywhere/" + i;
            publishing.add(node.publishing("x", null).toCompletableFuture());
        }
        return publishing;
    }

    @Test
    void everyPublishIsAnsweredInTimeWhileOneNodeIsFrozenAndAnotherIsLost() {
        settings = settings(2, 10_000);
        List<Node> nodes = nodes("a", "b", "c");
        Node living = nodes.get(0);
        publishEverywhere(living).forEach(this::get);
        freeze(nodes.get(1), living);
        freeze(nodes.get(1), nodes.get(2));
        network.lose(nodes.get(2).links);

        List<List<CompletableFuture<Published>>> each = new ArrayList<>();
        int within = (int) settings.publishTimeout().dividedBy(LogInput.TICK);
        for (int tick = 0; tick < 2 * within; tick++) {
            each.add(publishEverywhere(living));
            time.advance(LogInput.TICK);
            if (tick == within - 20) {
                // The frozen one is left out, too.
                network.split(List.of(living.links));
            }
            if (tick >= within) {
                assertThat(each.get(tick - within))
                        .as("published in tick %d of %d", tick - within, tick)
                        .allMatch(CompletableFuture::isDone);
            }
        }
        assertThat(each.get(0)).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(each.get(each.size() - 1))
                .allMatch(CompletableFuture::isDone)
                .noneMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Test
    void asManyPublishesAsMayWaitAreTaken() {
        List<Node> nodes = nodes("a", "b");
        network.hold(nodes.get(0).links, nodes.get(1).links);
        network.hold(nodes.get(1).links, nodes.get(0).links);
        List<CompletionStage<Published>> taken = new ArrayList<>();
        for (int i = 0; i < SETTINGS.maxPending(); i++) {
            taken.add(nodes.get(0).publishing("x", null));
        }
        assertThat(nodes.get(0).log.figures().pending()).isEqualTo(SETTINGS.maxPending());
        assertThat(nodes.get(0).publishing("x", null).toCompletableFuture()).isCompletedExceptionally();
        time.advance(SETTINGS.publishTimeout().plusSeconds(1));
        taken.forEach(each -> assertThat(each.toCompletableFuture()).isCompletedExceptionally());
        assertThat(nodes.get(0).log.figures().pending()).isZero();
        assertThat(nodes.get(0).log.figures().refused()).isEqualTo(SETTINGS.maxPending() + 1);
    }

    @Test
    void whoAskedBeforeTheLogClosesIsAnsweredAndWhoAsksAfterwardsIsRefused() {
        Queue<Runnable> steps = new ArrayDeque<>();
        Node node = new Node("a", time, stripe -> steps::add);
        CompletionStage<Published> before = node.publishing("1", null);
        node.log.close();
        CompletionStage<Published> after = node.publishing("2", null);
        while (!steps.isEmpty()) {
            steps.remove().run();
        }
        assertThat(before.toCompletableFuture()).isCompletedWithValueMatching(published -> !published.duplicate());
        assertThat(after.toCompletableFuture()).isCompletedExceptionally();
        assertThat(node.log.figures().pending()).isZero();
    }

    @Test
    void whoFollowsNoMoreBeforeItFollowsIsTold() {
        List<Node> nodes = nodes("a", "b");
        channel = heldBy(nodes.get(1), nodes.get(0));
        network.hold(nodes.get(1).links, nodes.get(0).links);
        CompletionStage<Void> following = nodes.get(0).log.follow(channel);
        CompletionStage<Void> attaching = nodes.get(0).log.attach("/*");
        assertThat(following.toCompletableFuture()).isNotDone();
        nodes.get(0).log.unfollow(channel);
        nodes.get(0).log.detach("/*");
        assertThat(following.toCompletableFuture()).isCompletedExceptionally();
        assertThat(attaching.toCompletableFuture()).isCompletedExceptionally();
        network.release(nodes.get(1).links, nodes.get(0).links);
    }

    @Test
    void streamsAreCountedWhereTheirOffsetsAreGivenAlsoThoseOfNow() {
        List<Node> nodes = nodes("a", "b");
        channel = heldBy(nodes.get(1), nodes.get(0));
        nodes.get(0).publish("1");
        time.advance(Duration.ofSeconds(1));
        assertThat(nodes.get(1).log.figures().sequenced()).isEqualTo(1);
        assertThat(nodes.get(0).log.figures().sequenced()).isZero();
    }

    @Test
    void whoLeavesHandsOverAlsoToANodeWhoseCopyWasReleased() {
        List<Node> nodes = nodes("a", "b", "c");
        channel = heldBy(nodes.get(1), nodes.get(2));
        all.remove(nodes.get(2));
        nodes.get(2).end();
        nodes.get(0).publish("1");
        Node back = new Node("c");
        time.advance(Duration.ofSeconds(5));
        assertThat(nodes.get(0).log.figures().held()).isZero();
        assertThat(back.log.figures().held()).isEqualTo(1);

        get(back.log.leave());
        nodes.get(0).publish("2");
        all.remove(back);
        back.end();
        assertThat(texts(get(nodes.get(0).log.newest(channel, 10)))).containsExactly("1", "2");
        time.advance(Duration.ofSeconds(5));
        assertThat(nodes.get(0).log.figures().held()).isEqualTo(1);
    }

    @Test
    void oneCopyWaitsForNobodyAndGoesWithItsNodeOfWhichFollowersAreTold() {
        settings = settings(1);
        List<Node> nodes = nodes("a", "b");
        channel = heldBy(List.of(nodes.get(0)));
        get(nodes.get(1).log.follow(channel));
        network.hold(nodes.get(0).links, nodes.get(1).links);
        assertThat(nodes.get(0).publishing("1", null).toCompletableFuture()).isCompleted();
        network.release(nodes.get(0).links, nodes.get(1).links);
        assertThat(nodes.get(1).told).containsExactly("1");
        time.advance(Duration.ofSeconds(1));
        assertThat(nodes.get(0).log.figures().held()).isEqualTo(1);
        assertThat(nodes.get(1).log.figures().held()).isZero();
        nodes.get(0).end();
        all.remove(nodes.get(0));
        assertThat(nodes.get(1).publish("2").duplicate()).isFalse();
        assertThat(nodes.get(1).told).startsWith("1", "lost VOID");
        assertThat(texts(get(nodes.get(1).log.newest(channel, 10)))).containsExactly("2");
        assertThat(nodes.get(1).log.figures().lost()).isEqualTo(1);
    }

    @Test
    void whatIsNoMessageIsDropped() {
        List<Node> nodes = nodes("a", "b");
        byte[] malformed = LogFormat.encode(0, new LogMessage.Leaving(ViewId.NONE));
        malformed[1] = 2;
        nodes.get(0).links.send(nodes.get(1).links.id(), Cluster.Traffic.LOG, malformed);
        nodes.get(0).links.send(nodes.get(1).links.id(), Cluster.Traffic.LOG, new byte[] {1, 2});
        assertThat(nodes.get(1).told)
                .containsExactly(
                        "dropped A message of the streams' log has an unknown version.",
                        "dropped It is no message of the streams' log.");
        assertThat(nodes.get(1).log.figures().dropped()).isEqualTo(2);
        nodes.get(1).told.clear();
    }

    @Test
    void whoWaitsWhenTheLogIsClosedIsTold() {
        List<Node> nodes = nodes("a", "b");
        network.hold(nodes.get(0).links, nodes.get(1).links);
        network.hold(nodes.get(1).links, nodes.get(0).links);
        CompletionStage<Published> publishing = nodes.get(0).publishing("x", null);
        nodes.get(0).log.close();
        assertThat(publishing.toCompletableFuture()).isCompletedExceptionally();
        assertThat(nodes.get(0).publishing("x", null).toCompletableFuture()).isCompletedExceptionally();
        assertThat(nodes.get(0).log.follow("/a").toCompletableFuture()).isCompletedExceptionally();
    }

    /** The time of a node, until it breaks. */
    private final class BrokenClock implements Clock {
        private boolean broken;

        @Override
        public long nanos() {
            if (broken) {
                throw new IllegalStateException("no time");
            }
            return time.nanos();
        }

        @Override
        public Instant instant() {
            return time.instant();
        }
    }

    @Test
    void aNodeOfWhichAStepFailsRefusesEverythingAndTellsWhyAndTheOthersGoOnWithoutIt() {
        BrokenClock clock = new BrokenClock();
        Node broken = new Node("a", clock);
        Node other = new Node("b");
        Node third = new Node("c");
        channel = heldBy(broken, other);
        third.publish("1");
        List<String> causes = new ArrayList<>();
        broken.log.onFailure(cause -> causes.add(cause.getMessage()));

        clock.broken = true;
        time.advance(LogInput.TICK);

        assertThat(causes).containsExactly("no time");
        assertThat(broken.log.hasFailed()).isTrue();
        assertThat(broken.log.storage().failure()).contains("no time");
        clock.broken = false;
        assertUnavailable(get(broken.publishing("2", null).handle((done, failure) -> failure)));
        assertUnavailable(get(third.publishing("3", null).handle((done, failure) -> failure)));
        broken.end();
        third.publish("4");
        assertThat(texts(get(other.log.newest(channel, 9)))).containsExactly("1", "4");
    }

    private static void assertUnavailable(Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(PublishException.class, refused -> assertThat(refused.error())
                .isEqualTo(BayeuxError.HISTORY_UNAVAILABLE));
    }

    @Test
    void nodeLeavesWhenOthersHoldWhatItHolds() {
        List<Node> nodes = nodes("a", "b", "c");
        nodes.get(0).publish("1");
        for (Node leaving : List.of(nodes.get(0), nodes.get(1))) {
            get(leaving.log.leave());
            leaving.end();
        }
        assertThat(texts(get(nodes.get(2).log.newest("/a", 9)))).containsExactly("1");
    }
}
