package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.oort.OortListener;
import dev.halley.oort.OortNode;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The nodes whose state has been seen as a whole.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Members {

    /** Nobody puts anything there: its listener is told of the parts alone. */
    private static final String SECTION = "oort";

    private final OortPlatform platform;
    private final Executor inTurn;
    private final Map<NodeId, OortNode> others = new ConcurrentHashMap<>();
    private final List<OortListener> listeners = new CopyOnWriteArrayList<>();

    Members(OortPlatform platform) {
        this.platform = platform;
        inTurn = platform.inTurn();
    }

    void start() {
        platform.state().listen(SECTION, new OwnedState.Listener() {

            @Override
            public void put(NodeId node, OwnedState.Key key, byte[] value) {}

            @Override
            public void removed(NodeId node, OwnedState.Key key) {}

            @Override
            public void partFound(NodeId node) {
                found(node);
            }

            @Override
            public void partLost(NodeId node) {
                OortNode lost = others.remove(node);
                if (lost != null) {
                    tell(listener -> listener.left(lost));
                }
            }
        });
    }

    /** A node that is in the view no more is told as lost next. */
    private void found(NodeId id) {
        for (ClusterNode member : platform.cluster().view().members()) {
            if (member.id().equals(id)) {
                OortNode node = of(member);
                if (others.put(id, node) == null) {
                    tell(listener -> listener.joined(node));
                }
            }
        }
    }

    private void tell(Consumer<OortListener> event) {
        if (!listeners.isEmpty()) {
            inTurn.execute(() -> listeners.forEach(listener -> platform.guarded(
                    "an OortListener, " + listener.getClass().getName(), () -> event.accept(listener))));
        }
    }

    Registration add(OortListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void stop() {
        listeners.clear();
    }

    /** @return a node of the view; without its name if it is in the view no more */
    static OortNode find(Cluster cluster, NodeId id) {
        return cluster.view().members().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .map(Members::of)
                .orElseGet(() -> new OortNode("", id.value()));
    }

    static OortNode of(ClusterNode node) {
        return new OortNode(node.name(), node.id().value());
    }

    OortNode self() {
        return of(platform.cluster().self());
    }

    /** @return the oldest first */
    List<OortNode> all() {
        ClusterNode self = platform.cluster().self();
        return platform.cluster().view().members().stream()
                .filter(member -> member.id().equals(self.id()) || others.containsKey(member.id()))
                .map(Members::of)
                .toList();
    }
}
