package dev.halley.core.channel;

import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.core.runtime.BoundedStages;
import dev.halley.protocol.BayeuxError;
import dev.halley.spi.Published;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What became of a publish.
 *
 * <p>Thread-safety: immutable.
 *
 * @param refusal why it was stopped; null if it went on
 * @param accepted done when the broker has accepted it; at once if it was refused, or goes to no broker. Where it is done later,
 *     that is on a worker
 */
public record PublishResult(@Nullable BayeuxError refusal, CompletionStage<Published> accepted) {

    /** It went on, and there is nothing to wait for. */
    public static final PublishResult ACCEPTED = new PublishResult(null, Published.AT_ONCE);

    public static PublishResult refused(BayeuxError why) {
        return new PublishResult(why, Published.AT_ONCE);
    }

    /** @return whether there is nothing to wait for */
    public boolean isDone() {
        return isDone(accepted);
    }

    public static boolean isDone(CompletionStage<Published> stage) {
        return stage == Published.AT_ONCE || BoundedStages.isDone(stage);
    }

    /** @return where the message stands; fails with a {@link PublishException} if it was refused */
    public CompletionStage<Position> position() {
        return refusal == null
                ? accepted.thenApply(Published::position)
                : CompletableFuture.failedStage(new PublishException(refusal));
    }
}
