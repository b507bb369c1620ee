package dev.halley.cluster;

import dev.halley.cluster.runtime.InTurn;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The cluster of a node that stands alone: it is linked with itself, and its view stays the same.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class LoneCluster implements Cluster {

    private final ClusterNode self;
    private final ClusterView view;
    private final Executor inTurn;
    private final Timer timer;
    private final Map<Traffic, Handler> handlers = new ConcurrentHashMap<>(new EnumMap<>(Traffic.class));
    private final Answers answers = new Answers();
    private volatile boolean closed;

    /**
     * @param workers handle what the node sends to itself, one message at a time
     * @param timer ends requests that nobody answers in time
     */
    public LoneCluster(ClusterNode self, Executor workers, Timer timer) {
        this.self = self;
        this.view = new ClusterView(1, List.of(self));
        this.inTurn = new InTurn(workers);
        this.timer = timer;
    }

    @Override
    public ClusterNode self() {
        return self;
    }

    @Override
    public ClusterView view() {
        return view;
    }

    /** There will be no other view. */
    @Override
    public void onView(ViewListener listener) {}

    @Override
    public boolean send(NodeId to, Traffic traffic, byte[] bytes) {
        Frame.checkLength(bytes);
        if (closed || !to.equals(self.id())) {
            return false;
        }
        inTurn.execute(() -> {
            Handler handler = handlers.get(traffic);
            if (handler != null && !closed) {
                handler.received(self.id(), bytes);
            }
        });
        return true;
    }

    @Override
    public CompletionStage<byte[]> request(NodeId to, Traffic traffic, byte[] question, Duration timeout) {
        Frame.checkLength(question);
        if (closed || !to.equals(self.id())) {
            return CompletableFuture.failedStage(new ClusterException("Node " + to.value() + " is not linked."));
        }
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        Timer.Task end = timer.schedule(
                timeout,
                () -> answer.completeExceptionally(
                        new ClusterException("Node " + to.value() + " does not answer in time.")));
        answer.whenComplete((bytes, failure) -> end.cancel());
        Frame asked = new Frame(Frame.Type.QUESTION, traffic, 0, Frame.NOBODY, question);
        inTurn.execute(() -> answers.to(to, asked).thenAccept(answered -> {
            if (answered.type() == Frame.Type.ANSWER) {
                answer.complete(answered.bytes());
            } else {
                answer.completeExceptionally(new ClusterException("Node " + to.value() + " refuses the question."));
            }
        }));
        return answer;
    }

    @Override
    public void handle(Traffic traffic, Handler handler) {
        handlers.put(traffic, handler);
    }

    @Override
    public void answer(Traffic traffic, Answerer answerer) {
        answers.by(traffic, answerer);
    }

    @Override
    public void close() {
        closed = true;
    }
}
