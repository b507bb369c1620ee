package dev.halley.api;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a channel has kept of what was published on it. Nothing here asks a policy.
 *
 * <p>Thread-safety: thread-safe. What depends on a stage may run on any thread.
 *
 * @since 0.1.0
 */
public interface ChannelHistory {

    /** @return where the newest message stands, or would: what follows is published after this was asked */
    CompletionStage<Position> position();

    /**
     * Reads what follows a position.
     *
     * @param position {@link Position#NONE} for the oldest that is kept
     * @param limit how many at most, at least 1
     * @param type what the messages' data is bound to, as by {@code RawJson.as}
     * @return fails with an {@link IllegalArgumentException} if data does not fit the type
     */
    <T extends @Nullable Object> CompletionStage<HistorySlice<T>> since(Position position, int limit, Class<T> type);

    /** Reads the newest messages, the oldest of them first. @param count how many at most, at least 1 */
    <T extends @Nullable Object> CompletionStage<HistorySlice<T>> last(int count, Class<T> type);

    /** Forgets the messages, such as for erasure. Offsets go on; who comes back to a position before that is told {@code cleared}. */
    CompletionStage<Void> clear();

    /**
     * Hands to a consumer what follows a position: what is kept, then what is published, each message once, in the order of offsets, one at a
     * time, on a worker. The application keeps the position of what it has done where it is safe, such as in the same transaction, and
     * begins there the next time. It runs on every node of a cluster that calls this. Data that does not fit the type is told the
     * observer, and passed over.
     *
     * @param position {@link Position#NONE} for the oldest that is kept
     * @return closing it ends that; a message that is being handed over is not waited for
     */
    <T extends @Nullable Object> Registration consume(Position position, Class<T> type, HistoryConsumer<T> consumer);
}
