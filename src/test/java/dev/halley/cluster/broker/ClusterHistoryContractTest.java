package dev.halley.cluster.broker;

import dev.halley.api.HistoryPolicy;
import dev.halley.cluster.log.LogPlatform;
import dev.halley.cluster.log.LogSettings;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.SystemClock;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.History;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.testkit.HistoryContract;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** What the server expects of every broker whose channels keep history holds on one node, among others, and from node to node. */
class ClusterHistoryContractTest {

    private static final LogSettings SETTINGS = new LogSettings(
            2, 64L << 20, Duration.ofMinutes(5), 10_000, Duration.ofSeconds(8), 0, Duration.ofMinutes(1));

    private final ManualTime time = new ManualTime();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final MemoryNetwork network = new MemoryNetwork();
    private final List<ClusterHistory> open = new ArrayList<>();

    /** Everything is kept. */
    private static final class Everything implements History.Declarations {
        @Override
        public boolean keeps(ChannelId channel) {
            return true;
        }

        @Override
        public void othersSay(Map<ChannelId, HistoryPolicy> rules) {}
    }

    private Broker node(String name) {
        MemoryNode node = network.join(name);
        ClusterHistory history = new ClusterHistory(
                node, node.state(), SETTINGS, LogPlatform.threaded(new SystemClock(), timer, lost -> false));
        open.add(history);
        history.start(new Everything());
        return node.broker(time).keeping(history);
    }

    @AfterEach
    void close() {
        open.forEach(ClusterHistory::close);
        timer.close();
    }

    /** Those of the contract see what comes without having said that they want it. */
    private record Wanting(Broker broker) implements Broker {

        @Override
        public void start(Receiver local) {
            broker.start(local);
            broker.interest(ChannelId.of("/kept/a"), true)
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }

        @Override
        public CompletionStage<Published> publish(Publication publication) {
            return broker.publish(publication);
        }

        @Override
        public History history() {
            return broker.history();
        }

        @Override
        public void stop() {
            broker.stop();
        }
    }

    @Nested
    class Alone extends HistoryContract {

        @Override
        protected Broker newBroker() {
            return new Wanting(node("a"));
        }
    }

    @Nested
    class BesideTwo extends HistoryContract {

        @Override
        protected Broker newBroker() {
            Broker broker = node("a");
            node("b");
            node("c");
            return new Wanting(broker);
        }
    }
}
