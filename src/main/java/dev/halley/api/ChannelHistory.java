package dev.halley.api;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The history of a channel: the messages that it has kept. No method here asks a security policy.
 *
 * <p>Thread-safety: thread-safe. Dependent actions of the returned stages may run on any thread.
 *
 * @since 0.1.0
 */
public interface ChannelHistory {

    /**
     * {@return the position of the newest message, or the one it would have: every message after it was published after
     * this call}
     */
    CompletionStage<Position> position();

    /**
     * Reads the messages after a position.
     *
     * @param position {@link Position#NONE} starts with the oldest message that is kept
     * @param limit the maximum number of messages, at least 1
     * @param type the type to which the messages' data is bound, as by {@code RawJson.as}
     * @return a stage that fails with an {@link IllegalArgumentException} if data does not fit the type
     * @throws IllegalArgumentException if the limit is less than 1
     */
    <T extends @Nullable Object> CompletionStage<HistorySlice<T>> since(Position position, int limit, Class<T> type);

    /**
     * Reads the newest messages, in the order in which they were published.
     *
     * @param count the maximum number of messages, at least 1
     * @param type the type to which the messages' data is bound, as by {@code RawJson.as}
     * @return a stage that fails with an {@link IllegalArgumentException} if data does not fit the type
     * @throws IllegalArgumentException if the count is less than 1
     */
    <T extends @Nullable Object> CompletionStage<HistorySlice<T>> last(int count, Class<T> type);

    /**
     * Deletes the messages, for example to honor a request for erasure. Offsets continue. A client or reader that
     * returns with an earlier position gets the reason {@code cleared}.
     */
    CompletionStage<Void> clear();

    /**
     * Hands the messages after a position to a consumer: first those that are kept, then those that are published
     * later. The consumer gets each message once, in the order of offsets, one at a time, on a worker. To continue
     * after a restart, store the position of the last message that is done in a safe place, such as in the same
     * transaction, and start from it the next time. The consumer runs on every node of a cluster that calls this
     * method. Data that does not fit the type is reported to the observer and skipped.
     *
     * @param position {@link Position#NONE} starts with the oldest message that is kept
     * @param type the type to which the messages' data is bound, as by {@code RawJson.as}
     * @return a registration that stops the consumer when closed; closing does not wait for a message that is being
     *     handled
     */
    <T extends @Nullable Object> Registration consume(Position position, Class<T> type, HistoryConsumer<T> consumer);
}
