package dev.halley.api;

import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of a channel that keeps history, see {@link ChannelHistory#consume}.
 *
 * @param <T> what the messages' data is bound to
 * @since 0.1.0
 */
@FunctionalInterface
public interface HistoryConsumer<T extends @Nullable Object> {

    /**
     * Takes a message. Where it throws, the observer is told, and the same message comes again after a pause, which becomes longer up to a
     * minute: no later message comes before.
     */
    void accept(HistoryEntry<T> entry) throws Exception;

    /**
     * What follows the last message, or the position to begin with, cannot be had any more.
     *
     * @param reason such as {@code evicted}, {@code expired}, {@code cleared} or {@code void}
     * @param after what follows this comes next
     */
    default void missed(String reason, Position after) {}
}
