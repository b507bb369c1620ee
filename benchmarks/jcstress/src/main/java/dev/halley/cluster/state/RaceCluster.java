package dev.halley.cluster.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.halley.core.StandingStill;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Two nodes for one race: what is sent has arrived, time stands still, and the states' thread is whoever calls {@link #runAll}.
 *
 * <p>Thread-safety: thread-safe.
 */
final class RaceCluster {

    static final Key KEY = new Key("interest", "/a");

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ClusterNode one = new ClusterNode(new NodeId("one"), "one");
    private final ClusterNode other = new ClusterNode(new NodeId("other"), "other");
    private final Map<NodeId, Cluster.Handler> handlers = new HashMap<>();
    private final Map<Key, byte[]> told = new HashMap<>();
    final ClusterState state = state(one);
    final ClusterState seeing = state(other);

    RaceCluster() {
        state.listen("interest", new OwnedState.Listener() {

            @Override
            public void put(NodeId node, Key key, byte[] value) {
                told.put(key, value);
            }

            @Override
            public void removed(NodeId node, Key key) {
                told.remove(key);
            }
        });
        runAll();
    }

    private ClusterState state(ClusterNode node) {
        StandingStill still = new StandingStill();
        return new ClusterState(
                new Ends(node),
                StateLimits.USUAL,
                new ClusterState.Surroundings(still, still, tasks::add, new StateRules(), new UUID(1, handlers.size())),
                () -> {});
    }

    /** Runs what the states have to do, as their one thread. */
    synchronized void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    static byte[] value(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] value) {
        return value == null ? "nothing" : new String(value, UTF_8);
    }

    /** @return what the other node sees there */
    String seen() {
        return text(seeing.get(one.id(), KEY).orElse(null));
    }

    /** @return what can be read, what was told and what the other node sees, if that is not the same */
    synchronized String all() {
        String read = text(state.get(one.id(), KEY).orElse(null));
        String heard = text(told.get(KEY));
        return read.equals(heard) && read.equals(seen())
                ? read
                : "read " + read + ", told " + heard + ", seen " + seen();
    }

    private final class Ends implements Cluster {

        private final ClusterNode self;

        Ends(ClusterNode self) {
            this.self = self;
        }

        @Override
        public ClusterNode self() {
            return self;
        }

        @Override
        public ClusterView view() {
            return new ClusterView(1, List.of(one, other));
        }

        @Override
        public void onView(ViewListener listener) {}

        @Override
        public boolean send(NodeId to, Traffic traffic, byte[] bytes) {
            handlers.get(to).received(self.id(), bytes);
            return true;
        }

        @Override
        public CompletionStage<byte[]> request(NodeId to, Traffic traffic, byte[] question, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void handle(Traffic traffic, Handler handler) {
            handlers.put(self.id(), handler);
        }

        @Override
        public void answer(Traffic traffic, Answerer answerer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
