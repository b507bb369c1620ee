package dev.halley.api;

import org.jspecify.annotations.Nullable;

/**
 * A message of a channel that keeps history.
 *
 * <p>Thread-safety: immutable.
 *
 * @param position the message's position
 * @param data the message's data; null if it is JSON's null and the type allows null
 * @param <T> the type to which the data was bound
 * @since 0.1.0
 */
public record HistoryEntry<T extends @Nullable Object>(Position position, T data) {}
