package dev.halley.spi;

import dev.halley.api.Position;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The result of a publish that a broker has accepted.
 *
 * <p>Thread-safety: immutable.
 *
 * @param position the position on a channel with history; {@link Position#NONE} elsewhere
 * @param duplicate whether the message was known already, and was not published again
 * @since 0.1.0
 */
public record Published(Position position, boolean duplicate) {

    /** Accepted on a channel without history. */
    public static final Published PLAIN = new Published(Position.NONE, false);

    /** A completed stage with {@link #PLAIN}; a broker that accepts at once returns it, rather than a new stage. */
    public static final CompletionStage<Published> AT_ONCE = CompletableFuture.completedStage(PLAIN);
}
