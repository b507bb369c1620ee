package dev.halley.cluster.broker;

import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until all nodes have seen what this one has put, for a while at most. One look at the others is in flight at a time; whoever
 * comes meanwhile shares the next.
 *
 * <p>Thread-safety: thread-safe; the fields are guarded by this.
 */
final class SharedSync {

    /** How long somebody waits for nodes that lag. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    private final Supplier<CompletionStage<Void>> sync;
    private final Timer timer;
    private final Runnable late;
    private @Nullable Look inFlight;
    private @Nullable Look next;

    /** Those who wait for one look at the others. */
    private static final class Look {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Timer.@Nullable Task end;
    }

    /**
     * @param sync asks the others
     * @param late is told that nodes lag, and nobody waits for them any more
     */
    SharedSync(Supplier<CompletionStage<Void>> sync, Timer timer, Runnable late) {
        this.sync = sync;
        this.timer = timer;
        this.late = late;
    }

    /** @return is done when all nodes have seen what was put before this call, or too much time has passed */
    CompletableFuture<Void> await() {
        Look look;
        synchronized (this) {
            look = next;
            if (look == null) {
                Look made = new Look();
                made.end = timer.schedule(PATIENCE, () -> expire(made));
                next = made;
                look = made;
            }
        }
        begin();
        return look.done;
    }

    /** Begins the next look, unless one is in flight. */
    private void begin() {
        Look look;
        synchronized (this) {
            look = next;
            if (look == null || inFlight != null) {
                return;
            }
            inFlight = look;
            next = null;
        }
        Look begun = look;
        try {
            sync.get().whenComplete((seen, failure) -> end(begun, failure));
        } catch (RuntimeException | Error failure) {
            end(begun, failure);
        }
    }

    private void end(Look look, @Nullable Throwable failure) {
        synchronized (this) {
            if (look.end != null) {
                look.end.cancel();
            }
            inFlight = inFlight == look ? null : inFlight;
        }
        if (failure == null) {
            look.done.complete(null);
        } else {
            look.done.completeExceptionally(failure);
        }
        begin();
    }

    private void expire(Look look) {
        if (look.done.isDone()) {
            return;
        }
        late.run();
        synchronized (this) {
            next = next == look ? null : next;
        }
        end(look, null);
    }
}
