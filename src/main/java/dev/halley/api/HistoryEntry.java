package dev.halley.api;

import org.jspecify.annotations.Nullable;

/**
 * A message of a channel that keeps history.
 *
 * <p>Thread-safety: immutable.
 *
 * @param position where it stands
 * @param data of the message; null if that is JSON's null and the type allows it
 * @param <T> what the data was bound to
 * @since 0.1.0
 */
public record HistoryEntry<T extends @Nullable Object>(Position position, T data) {}
