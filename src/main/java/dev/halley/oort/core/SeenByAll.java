package dev.halley.oort.core;

import dev.halley.spi.OwnedState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks the other nodes whether they have seen all that this one has put. One round of questions is in flight at a time; whoever comes
 * meanwhile shares the next one.
 *
 * <p>Thread-safety: thread-safe; the fields are guarded by this.
 */
final class SeenByAll {

    private final OwnedState state;
    private @Nullable CompletableFuture<Void> inFlight;
    private @Nullable CompletableFuture<Void> next;

    SeenByAll(OwnedState state) {
        this.state = state;
    }

    /** @return as {@link OwnedState#sync}, for all that was put before this call */
    CompletionStage<Void> ask() {
        CompletableFuture<Void> round;
        synchronized (this) {
            if (inFlight != null) {
                next = next == null ? new CompletableFuture<>() : next;
                return next.minimalCompletionStage();
            }
            round = new CompletableFuture<>();
            inFlight = round;
        }
        begin(round);
        return round.minimalCompletionStage();
    }

    private void begin(CompletableFuture<Void> round) {
        state.sync().whenComplete((seen, failure) -> {
            end();
            if (failure == null) {
                round.complete(null);
            } else {
                round.completeExceptionally(failure);
            }
        });
    }

    private void end() {
        CompletableFuture<Void> following;
        synchronized (this) {
            following = next;
            inFlight = following;
            next = null;
        }
        if (following != null) {
            begin(following);
        }
    }
}
