package dev.halley.cluster.state;

import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * State of a node that stands alone: its own part is all there is.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class LoneState implements OwnedState {

    private final NodeId self;
    private final OwnPart own;
    private final Executor inTurn;
    private final SectionListeners listeners = new SectionListeners();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private volatile boolean closed;

    /** @param inTurn tells the listeners, one after the other, and loses nothing that it was given */
    public LoneState(NodeId self, StateLimits limits, Executor inTurn) {
        this.self = self;
        own = new OwnPart(limits);
        this.inTurn = inTurn;
    }

    @Override
    public void put(Key key, byte[] value) {
        own.put(key, value);
        changed();
    }

    @Override
    public void remove(Key key) {
        own.remove(key);
        changed();
    }

    private void changed() {
        if (flushing.compareAndSet(false, true)) {
            inTurn.execute(this::flush);
        }
    }

    private void flush() {
        // Before it reads: what changes from here on begins another step.
        flushing.set(false);
        if (!closed) {
            listeners.own(self, own.takeUntold());
            own.forgetUpTo(own.version());
        }
    }

    @Override
    public Optional<byte[]> get(NodeId node, Key key) {
        return node.equals(self) ? Optional.ofNullable(own.entries().get(key)).map(Entry::value) : Optional.empty();
    }

    @Override
    public Map<NodeId, byte[]> get(Key key) {
        return get(self, key).map(value -> Map.of(self, value)).orElse(Map.of());
    }

    @Override
    public Map<Key, byte[]> part(NodeId node, String section) {
        return node.equals(self) ? own.entries().values(section) : Map.of();
    }

    /** There is nobody to wait for. */
    @Override
    public CompletionStage<Void> sync() {
        return closed ? CompletableFuture.failedStage(ClusterState.ended()) : CompletableFuture.completedStage(null);
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public void listen(String section, Listener listener) {
        inTurn.execute(() -> {
            if (closed) {
                return;
            }
            OwnPart.Told told = own.takeUntold(section);
            listeners.own(self, told.changes());
            listeners.add(section, listener, Map.of(self, told.entries()));
        });
    }

    /** @return what is known of it now */
    public StateReport report() {
        return StateReport.alone(own);
    }

    @Override
    public void close() {
        closed = true;
    }
}
