package dev.halley.core.publish;

import dev.halley.core.runtime.BoundedStages;
import dev.halley.protocol.BayeuxError;
import dev.halley.spi.Published;
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
    static final PublishResult ACCEPTED = new PublishResult(null, Published.AT_ONCE);

    public static PublishResult refused(BayeuxError why) {
        return new PublishResult(why, Published.AT_ONCE);
    }

    /** @return whether there is nothing to wait for */
    public boolean isDone() {
        return isDone(accepted);
    }

    static boolean isDone(CompletionStage<Published> stage) {
        return stage == Published.AT_ONCE || BoundedStages.isDone(stage);
    }
}
