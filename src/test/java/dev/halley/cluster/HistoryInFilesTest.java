package dev.halley.cluster;

import static dev.halley.cluster.KeptChannel.CHANNEL;
import static dev.halley.cluster.KeptChannel.PATIENCE_SECONDS;
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
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.ServerEvents;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels with history in the files of three nodes in this JVM, which stop, are killed and start again. */
class HistoryInFilesTest {

    private static final List<String> NAMES = List.of("a", "b", "c");

    @TempDir
    private Path root;

    private final TestLinks cluster = new TestLinks();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final Map<String, Path> directories = new HashMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private int copies;

    /** A node, and what its operator is told. */
    private final class Node implements Broker.Receiver, History.Declarations, ServerEvents {
        private final Links links;
        private final ClusterMember member;
        private final Broker broker;
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        Node(String name) {
            links = cluster.inMemory(name);
            Path directory = directories.computeIfAbsent(name, root::resolve);
            Map<String, String> all = new HashMap<>(settings);
            all.put("cluster.name", "test");
            all.put("drainTime", "10000");
            all.put("publishTimeout", "60000");
            all.put("historyStore", directory.toString());
            member = new ClusterMember(links, ServerConfig.of(all), new SystemClock(), timer, Runnable::run);
            broker = member.broker();
            history().start(this);
            broker.start(this);
            member.tell(this);
        }

        History history() {
            return broker.history();
        }

        CompletionStage<Published> publishing(String data, @Nullable PublishKey key) {
            return KeptChannel.publish(broker, member.self().id(), data, key);
        }

        List<String> kept() throws Exception {
            return KeptChannel.kept(broker);
        }

        Verdict verdict(Position after) throws Exception {
            return get(history().since(CHANNEL, after, 10_000)).verdict();
        }

        @Override
        public boolean keeps(ChannelId channel) {
            return true;
        }

        @Override
        public void othersSay(Map<ChannelId, HistoryPolicy> rules) {}

        @Override
        public void received(Publication publication) {}

        @Override
        public void enqueue(Publication publication) {}

        @Override
        public void lost(ChannelId channel, Position top) {}

        @Override
        public ServerEvents events() {
            return this;
        }

        @Override
        public void historyLost(String what) {
            told.add("lost: " + what);
        }

        @Override
        public void historyFailed(Throwable cause) {
            told.add("failed: " + cause.getMessage());
        }

        @Override
        public void historyWaits(List<String> missing, boolean over) {
            told.add((over ? "goes on without " : "waits for ") + missing);
        }

        void awaitTold(String beginning) throws Exception {
            String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            while (next != null && !next.startsWith(beginning)) {
                next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(next).as("%s at %s", beginning, links.self().name()).isNotNull();
        }
    }

    private void startAll() throws Exception {
        for (String name : NAMES) {
            nodes.add(new Node(name));
        }
        awaitView();
    }

    private void awaitView() throws Exception {
        TestLinks.awaitView(nodes.stream().map(node -> node.links).toList());
    }

    private void stopAll() {
        nodes.forEach(node -> node.member.close());
        nodes.clear();
    }

    /** All nodes end at the same moment, as far as their files tell. */
    private void killAll(int cutBytes) throws IOException {
        for (String name : NAMES) {
            directories.put(name, copy(directories.get(name), cutBytes));
        }
        stopAll();
    }

    /** @return what is there if the process dies now, and the disk has lost so many bytes of the end */
    private Path copy(Path directory, int cutBytes) throws IOException {
        Path copy = Files.createDirectory(root.resolve("copy-" + copies++));
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.sorted().toList();
        }
        Path newest = copy;
        for (Path file : files) {
            Path to = copy.resolve(file.getFileName());
            if (!file.endsWith("lock")) {
                Files.copy(file, to);
            }
            newest = to.getFileName().toString().startsWith("segment-") ? to : newest;
        }
        if (cutBytes > 0) {
            try (RandomAccessFile segment = new RandomAccessFile(newest.toFile(), "rw")) {
                segment.setLength(segment.length() - cutBytes);
            }
        }
        return copy;
    }

    private Published publishMany(int count) throws Exception {
        List<CompletionStage<Published>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(nodes.get(i % nodes.size()).publishing("m" + i, null));
        }
        Published last = Published.PLAIN;
        for (CompletionStage<Published> one : all) {
            Published next = get(one);
            last = next.position().offset() > last.position().offset() ? next : last;
        }
        return last;
    }

    @AfterEach
    void stop() {
        stopAll();
        cluster.close();
        timer.close();
    }

    @Test
    void clusterThatIsStoppedAsAWholeComesBackWithItsStreams() throws Exception {
        startAll();
        PublishKey key = new PublishKey("k", "", "digest");
        Published keyed = get(nodes.get(0).publishing("first", key));
        Published last = publishMany(300);
        List<String> kept = nodes.get(0).kept();
        stopAll();

        startAll();

        assertThat(nodes.get(1).kept()).hasSize(301).isEqualTo(kept);
        assertThat(nodes.get(2).verdict(last.position())).isEqualTo(Verdict.OK);
        assertThat(get(nodes.get(2).publishing("first", key))).isEqualTo(new Published(keyed.position(), true));
        Published next = get(nodes.get(0).publishing("next", null));
        assertThat(next.position().offset()).isEqualTo(last.position().offset() + 1);
    }

    @Test
    void clusterThatIsKilledAsAWholeComesBackWithItsStreams() throws Exception {
        settings.put("historySync", "always");
        startAll();
        Published last = publishMany(100);
        List<String> kept = nodes.get(0).kept();
        killAll(0);

        startAll();

        assertThat(nodes.get(1).kept()).hasSize(100).isEqualTo(kept);
        assertThat(nodes.get(2).verdict(last.position())).isEqualTo(Verdict.OK);
        Published next = get(nodes.get(0).publishing("next", null));
        assertThat(next.position().offset()).isEqualTo(last.position().offset() + 1);
    }

    @Test
    void whatNoDiskHasAnyMoreIsToldToWhoeverHasSeenIt() throws Exception {
        startAll();
        Published last = publishMany(50);
        List<String> kept = nodes.get(0).kept();
        killAll(200);

        startAll();

        List<String> left = nodes.get(1).kept();
        assertThat(left).hasSizeLessThan(50).isEqualTo(kept.subList(0, left.size()));
        assertThat(nodes.get(0).verdict(last.position())).isEqualTo(Verdict.VOID);
        nodes.get(0).awaitTold("lost: The history's");
        Published next = get(nodes.get(2).publishing("next", null));
        assertThat(next.position().offset()).isGreaterThan(last.position().offset());
    }

    @Test
    void nodeWithAnOldDiskTakesWhatTheOthersHave() throws Exception {
        startAll();
        publishMany(50);
        Path old = copy(directories.get("a"), 0);
        nodes.remove(0).member.close();
        awaitView();
        publishMany(60);
        List<String> kept = nodes.get(0).kept();
        directories.put("a", old);

        nodes.add(0, new Node("a"));
        awaitView();

        for (Node node : nodes) {
            assertThat(node.kept()).hasSize(110).isEqualTo(kept);
        }
    }

    /** The others have served without it, as it left first. @return the node, which waits for them */
    private Node startAlone(String startWait) throws Exception {
        settings.put("historyStartWait", startWait);
        startAll();
        publishMany(10);
        stopAll();
        Node alone = new Node("a");
        nodes.add(alone);
        alone.awaitTold("waits for [");
        return alone;
    }

    @Test
    void nodeThatStartsAloneWaitsForThoseWhoServedLast() throws Exception {
        startAlone("600000");
        assertThat(nodes.get(0).member.bean().getAwaitedNodes()).isNotEmpty();
        assertThat(nodes.get(0).member.text()).contains("CHANNELS WITH HISTORY WAIT");
        CompletionStage<Published> early = nodes.get(0).publishing("early", null);

        nodes.add(new Node("b"));
        nodes.add(new Node("c"));
        awaitView();

        get(early);
        assertThat(nodes.get(1).kept()).hasSize(11).endsWith("early");
        nodes.get(0).awaitTold("goes on without []");
        assertThat(nodes.get(0).member.bean().getAwaitedNodes()).isEmpty();
    }

    @Test
    void nodeThatStartsAloneGoesOnAfterHistoryStartWait() throws Exception {
        startAlone("500");

        nodes.get(0).awaitTold("goes on without [");
        get(nodes.get(0).publishing("alone", null));
        assertThat(nodes.get(0).kept()).endsWith("alone");
    }

    @Test
    void nodeWhoseDiskTakesNothingMoreLeavesToTheOthersWhatItServed() throws Exception {
        startAll();
        publishMany(10);
        Node broken = nodes.get(1);
        try (Stream<Path> files = Files.list(directories.get("b"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directories.get("b"));
        // The next segment has nowhere to go.
        String big = "x".repeat(1 << 20);
        List<CompletionStage<Published>> all = IntStream.range(0, 40)
                .mapToObj(i -> nodes.get(0).publishing(big, null))
                .toList();
        broken.awaitTold("failed: ");
        nodes.remove(1);
        awaitView();

        for (CompletionStage<Published> one : all) {
            get(one);
        }
        assertThat(get(nodes.get(1).publishing("last", null)).position()).isNotEqualTo(Position.NONE);
        assertThat(broken.member.readiness().objection()).isPresent();
        assertThat(broken.history().storage().failure()).isNotEmpty();
        nodes.add(broken);
    }
}
