package dev.halley.testkit;

import dev.halley.cluster.broker.BrokerPlatform;
import dev.halley.cluster.broker.ClusterBroker;
import dev.halley.cluster.broker.ClusterHistory;
import dev.halley.cluster.log.LogPlatform;
import dev.halley.cluster.log.LogSettings;
import dev.halley.cluster.runtime.InTurn;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * A node of a {@link MemoryNetwork}: its links, and its state.
 *
 * <p>Thread-safety: as the network's.
 */
public final class MemoryNode implements Cluster {

    /** As a server has it by default. */
    private static final LogSettings HISTORY = new LogSettings(
            2, 64L << 20, Duration.ofMinutes(5), 10_000, Duration.ofSeconds(8), 0, Duration.ofMinutes(1));

    private final MemoryNetwork network;
    private final ClusterNode self;
    private final MemoryState state;
    private final Map<Traffic, Handler> handlers = new ConcurrentHashMap<>();
    private final Map<Traffic, Answerer> answerers = new ConcurrentHashMap<>();
    private final Map<CompletableFuture<byte[]>, NodeId> open = new ConcurrentHashMap<>();
    private final List<ViewListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Early> early = new ConcurrentLinkedQueue<>();
    private volatile ClusterView view;

    MemoryNode(MemoryNetwork network, ClusterNode self) {
        this.network = network;
        this.self = self;
        this.view = new ClusterView(0, List.of(self));
        this.state = new MemoryState(this);
    }

    /** @return as others know it */
    public NodeId id() {
        return self.id();
    }

    /** @return what all nodes say of themselves, as this one sees it */
    public MemoryState state() {
        return state;
    }

    /** @return a broker of that node, whose workers are whoever has a message for them */
    public ClusterBroker broker(ManualTime time) {
        return broker(time, Runnable::run);
    }

    /** @return a broker of that node */
    public ClusterBroker broker(ManualTime time, Executor workers) {
        return new ClusterBroker(this, state, new BrokerPlatform(time, time, workers, Cluster.MAX_LENGTH));
    }

    /** @return what that node keeps; its log runs on the threads of whoever brings it something */
    public ClusterHistory history(ManualTime time) {
        LogPlatform platform = new LogPlatform(time, time, node -> false, stripe -> new InTurn(Runnable::run, time));
        return new ClusterHistory(this, state, HISTORY, platform);
    }

    /** Sends in order with all else, and is never dropped. */
    void send(NodeId to, Runnable arrival) {
        network.link(this, network.node(to)).send(false, arrival);
    }

    MemoryState stateOf(NodeId node) {
        return network.node(node).state;
    }

    void install(ClusterView newView) {
        view = newView;
        open.forEach((answer, node) -> {
            if (!newView.has(node)) {
                answer.completeExceptionally(new ClusterException("Node " + node.value() + " is not linked."));
            }
        });
    }

    void tell(ClusterView before) {
        ClusterView now = view;
        if (now != before) {
            listeners.forEach(listener -> listener.changed(before, now));
            state.changed(before, now);
        }
    }

    @Override
    public ClusterNode self() {
        return self;
    }

    @Override
    public ClusterView view() {
        return view;
    }

    @Override
    public boolean hasQuorum() {
        return 2 * view.members().size() > network.expected();
    }

    @Override
    public void onView(ViewListener listener) {
        listeners.add(listener);
    }

    @Override
    public boolean send(NodeId to, Traffic traffic, byte[] bytes) {
        if (bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("too long");
        }
        if (!view.has(to)) {
            return false;
        }
        MemoryNode other = network.node(to);
        return network.link(this, other)
                .send(traffic == Traffic.PLAIN, () -> other.received(self.id(), traffic, bytes));
    }

    private void received(NodeId from, Traffic traffic, byte[] bytes) {
        Handler handler = handlers.get(traffic);
        if (handler != null) {
            handler.received(from, bytes);
        } else if (traffic == Traffic.LOG) {
            early.add(new Early(from, bytes));
        }
    }

    @Override
    public void handle(Traffic traffic, Handler handler) {
        handlers.put(traffic, handler);
        if (traffic == Traffic.LOG) {
            for (Early message = early.poll(); message != null; message = early.poll()) {
                handler.received(message.from(), message.bytes());
            }
        }
    }

    /** A message for a log that is not there yet: a test need not wait until its sender says it again. */
    private record Early(NodeId from, byte[] bytes) {}

    /** Time plays no part: a question whose node is lost has no answer, and fails at once. */
    @Override
    public CompletionStage<byte[]> request(NodeId to, Traffic traffic, byte[] question, Duration timeout) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        if (!view.has(to)) {
            answer.completeExceptionally(new ClusterException("Node " + to.value() + " is not linked."));
            return answer;
        }
        open.put(answer, to);
        answer.whenComplete((bytes, failure) -> open.remove(answer));
        MemoryNode other = network.node(to);
        network.link(this, other).send(false, () -> other.asked(this, traffic, question, answer));
        return answer;
    }

    private void asked(MemoryNode by, Traffic traffic, byte[] question, CompletableFuture<byte[]> answer) {
        Answerer answerer = answerers.get(traffic);
        CompletionStage<byte[]> given;
        try {
            given = answerer == null
                    ? CompletableFuture.failedStage(new ClusterException("Nobody answers " + traffic))
                    : answerer.asked(by.id(), question);
        } catch (RuntimeException e) {
            given = CompletableFuture.failedStage(e);
        }
        given.whenComplete((bytes, failure) -> network.link(this, by).send(false, () -> {
            if (failure == null) {
                answer.complete(bytes);
            } else {
                answer.completeExceptionally(new ClusterException("Node " + id().value() + " refuses the question."));
            }
        }));
    }

    @Override
    public void answer(Traffic traffic, Answerer answerer) {
        answerers.put(traffic, answerer);
    }

    @Override
    public void close() {
        network.end(this);
    }
}
