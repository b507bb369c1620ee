package dev.halley.spi;

import dev.halley.api.Position;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What became of a publication that a broker has accepted.
 *
 * <p>Thread-safety: immutable.
 *
 * @param position where it stands on a channel that keeps history; {@link Position#NONE} elsewhere
 * @param duplicate whether it was known already, and has not been published again
 * @since 0.1.0
 */
public record Published(Position position, boolean duplicate) {

    /** Accepted on a channel without history. */
    public static final Published PLAIN = new Published(Position.NONE, false);

    /** Done, with {@link #PLAIN}: a broker that accepts at once returns this, and makes no stage of its own. */
    public static final CompletionStage<Published> AT_ONCE = CompletableFuture.completedStage(PLAIN);
}
