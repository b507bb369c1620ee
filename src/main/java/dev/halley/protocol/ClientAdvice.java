package dev.halley.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The {@code advice} that a client sends with a handshake or connect. It applies to that message only.
 *
 * <p>Thread-safety: immutable.
 *
 * @param timeoutMillis how long the client wants its connect to be held; null if absent
 * @param intervalMillis how long the client will wait before its next connect; null if absent
 * @since 0.1.0
 */
public record ClientAdvice(
        @Nullable Long timeoutMillis, @Nullable Long intervalMillis) {}
