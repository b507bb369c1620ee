package dev.halley.cluster.runtime;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

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

    private static final System.Logger LOGGER = System.getLogger(LoneCluster.class.getName());

    private final ClusterNode self;
    private final ClusterView view;
    private final Executor inTurn;
    private final Timer timer;
    private final Map<Traffic, Handler> handlers = new ConcurrentHashMap<>(new EnumMap<>(Traffic.class));
    private final Map<Traffic, Answerer> answerers = new ConcurrentHashMap<>(new EnumMap<>(Traffic.class));
    private volatile boolean closed;

    /**
     * @param workers handle what the node sends to itself, one message at a time
     * @param timer ends requests that nobody answers in time
     */
    public LoneCluster(ClusterNode self, Executor workers, Timer timer) {
        this.self = self;
        this.view = new ClusterView(1, List.of(self));
        this.inTurn = new InTurn(workers, timer);
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
        checkLength(bytes);
        if (closed || !to.equals(self.id())) {
            return false;
        }
        inTurn.execute(() -> handle(traffic, bytes));
        return true;
    }

    @Override
    public CompletionStage<byte[]> request(NodeId to, Traffic traffic, byte[] question, Duration timeout) {
        checkLength(question);
        if (closed || !to.equals(self.id())) {
            return CompletableFuture.failedStage(new ClusterException("Node " + to.value() + " is not linked."));
        }
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        Timer.Task end = timer.schedule(
                timeout,
                () -> answer.completeExceptionally(
                        new ClusterException("Node " + to.value() + " does not answer in time.")));
        answer.whenComplete((bytes, failure) -> end.cancel());
        inTurn.execute(() -> asked(traffic, question).whenComplete((bytes, failure) -> {
            if (failure == null && bytes.length <= MAX_LENGTH) {
                answer.complete(bytes);
            } else {
                LOGGER.log(WARNING, "A question of kind " + traffic + " is refused.", failure);
                answer.completeExceptionally(new ClusterException("Node " + to.value() + " refuses the question."));
            }
        }));
        return answer;
    }

    private static void checkLength(byte[] bytes) {
        if (bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A message between nodes has at most " + MAX_LENGTH + " bytes, not " + bytes.length + ".");
        }
    }

    private void handle(Traffic traffic, byte[] bytes) {
        Handler handler = handlers.get(traffic);
        if (handler != null && !closed) {
            try {
                handler.received(self.id(), bytes);
            } catch (RuntimeException e) {
                LOGGER.log(ERROR, "The code for " + traffic + " failed.", e);
            }
        }
    }

    private CompletionStage<byte[]> asked(Traffic traffic, byte[] question) {
        Answerer answerer = answerers.get(traffic);
        if (answerer == null) {
            return CompletableFuture.failedStage(new ClusterException("Nobody answers " + traffic));
        }
        try {
            return answerer.asked(self.id(), question);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public void handle(Traffic traffic, Handler handler) {
        handlers.put(traffic, handler);
    }

    @Override
    public void answer(Traffic traffic, Answerer answerer) {
        answerers.put(traffic, answerer);
    }

    @Override
    public void close() {
        closed = true;
    }
}
