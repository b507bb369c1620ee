package dev.halley.cluster.broker;

import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until all nodes have seen what this one has put, for a while at most. One round of questions is in flight at a time; whoever
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
    private @Nullable Round inFlight;
    private @Nullable Round next;

    /** Those who wait for one round of questions to the others. */
    private static final class Round {
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
        Round round;
        synchronized (this) {
            round = next;
            if (round == null) {
                Round made = new Round();
                made.end = timer.schedule(PATIENCE, () -> expire(made));
                next = made;
                round = made;
            }
        }
        begin();
        return round.done;
    }

    /** Begins the next round, unless one is in flight. */
    private void begin() {
        Round round;
        synchronized (this) {
            round = next;
            if (round == null || inFlight != null) {
                return;
            }
            inFlight = round;
            next = null;
        }
        Round begun = round;
        try {
            sync.get().whenComplete((seen, failure) -> end(begun, failure));
        } catch (RuntimeException | Error failure) {
            end(begun, failure);
        }
    }

    private void end(Round round, @Nullable Throwable failure) {
        synchronized (this) {
            if (round.end != null) {
                round.end.cancel();
            }
            inFlight = inFlight == round ? null : inFlight;
        }
        if (failure == null) {
            round.done.complete(null);
        } else {
            round.done.completeExceptionally(failure);
        }
        begin();
    }

    private void expire(Round round) {
        if (round.done.isDone()) {
            return;
        }
        late.run();
        synchronized (this) {
            next = next == round ? null : next;
        }
        end(round, null);
    }
}
