package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.cluster.runtime.InTurn;
import dev.halley.history.store.StoredEntry;
import dev.halley.protocol.BayeuxError;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import dev.halley.spi.Published;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The logs of two nodes whose disks stall, and fail. */
class ClusterLogFilesTest {

    private static final HistoryPolicy POLICY = new HistoryPolicy(100, Duration.ofMinutes(10));
    private static final LogSettings SETTINGS =
            new LogSettings(2, 1 << 24, Duration.ofMinutes(5), 100, Duration.ofSeconds(8), 0, Duration.ofMinutes(1));

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();
    private final List<Node> nodes = new ArrayList<>();
    private Node sequencer;
    private Node backup;

    private final class Node implements LogListener {
        private final MemoryNode links;
        private final DiskOfFiles disk = new DiskOfFiles(time, Duration.ofMinutes(5), 1 << 20);
        private final ClusterLog log;

        Node(String name) {
            links = network.join(name);
            LogPlatform platform =
                    new LogPlatform(time, time, node -> false, stripe -> new InTurn(Runnable::run, time));
            log = new ClusterLog(links, SETTINGS, platform.keeping(disk.files()), this);
        }

        CompletableFuture<Published> publishing(String text) {
            return log.publish("/a", null, POLICY, text.getBytes(StandardCharsets.UTF_8))
                    .toCompletableFuture();
        }

        @Override
        public void delivered(String channel, StoredEntry entry) {}

        @Override
        public void lost(String channel, Position top, Verdict why) {}

        @Override
        public void merged(String channel, int appended, int voided) {}

        @Override
        public void waits(int stripe, List<String> missing, boolean over) {}

        @Override
        public void dropped(NodeId from, String why) {}
    }

    @BeforeEach
    void start() {
        nodes.add(new Node("a"));
        nodes.add(new Node("b"));
        List<ClusterNode> members =
                nodes.stream().map(node -> node.links.self()).toList();
        NodeId first = new Placement(members, 2).sequencer("/a");
        sequencer = nodes.get(nodes.get(0).links.self().id().equals(first) ? 0 : 1);
        backup = nodes.get(1 - nodes.indexOf(sequencer));
        pass();
        CompletableFuture<Published> stored = backup.publishing("first");
        pass();
        assertThat(stored).isCompleted();
    }

    private void pass() {
        time.advance(Duration.ofSeconds(2));
    }

    @AfterEach
    void end() {
        nodes.forEach(node -> {
            node.disk.disk.goOn();
            node.log.close();
            node.links.close();
        });
    }

    private void isAnsweredWhenItGoesOn(Node stalled) {
        stalled.disk.disk.stall();
        CompletableFuture<Published> published = backup.publishing("second");
        pass();
        assertThat(published).isNotDone();
        assertThat(stalled.log.storage().waiting()).isEqualTo(1);

        stalled.disk.disk.goOn();
        pass();

        assertThat(published).isCompleted();
        assertThat(stalled.log.storage().waiting()).isZero();
        assertThat(stalled.log.storage().appends()).isEqualTo(2);
    }

    @Test
    void aPublishIsAnsweredWhenItsSequencerHasWrittenIt() {
        isAnsweredWhenItGoesOn(sequencer);
    }

    @Test
    void aPublishIsAnsweredWhenItsBackupHasWrittenIt() {
        isAnsweredWhenItGoesOn(backup);
    }

    @Test
    void aNodeThatCannotWriteRefusesWhatItWouldHaveStored() {
        sequencer.disk.disk.fail();
        CompletableFuture<Published> lost = sequencer.publishing("second");
        CompletableFuture<Published> refused = sequencer.publishing("third");

        pass();

        assertThat(sequencer.log.storage().failure()).contains("No space left on device");
        assertThat(lost).isCompletedExceptionally();
        assertThatThrownBy(refused::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(PublishException.class)
                .satisfies(thrown -> assertThat(((PublishException) thrown.getCause()).error())
                        .isEqualTo(BayeuxError.HISTORY_UNAVAILABLE));
    }
}
