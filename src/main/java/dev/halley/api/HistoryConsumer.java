package dev.halley.api;

import org.jspecify.annotations.Nullable;

/**
 * Consumes the messages of a channel that keeps history; see {@link ChannelHistory#consume}.
 *
 * @param <T> the type to which the messages' data is bound
 * @since 0.1.0
 */
@FunctionalInterface
public interface HistoryConsumer<T extends @Nullable Object> {

    /**
     * Handles a message. If it throws, the failure is reported to the observer, and the same message is passed again
     * after a pause that grows up to a minute. No later message is passed before it.
     */
    void accept(HistoryEntry<T> entry) throws Exception;

    /**
     * Called when the messages after the last one, or after the initial position, are no longer available.
     *
     * @param reason such as {@code evicted}, {@code expired}, {@code cleared} or {@code void}
     * @param after the position from which the consumer continues: the messages after it come next
     */
    default void missed(String reason, Position after) {}
}
