package dev.halley.spi;

import dev.halley.api.HistoryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * How to store a publication on a channel with history.
 *
 * <p>Thread-safety: immutable.
 *
 * @param policy the channel's policy
 * @param key the publisher's key; null if it has none
 * @since 0.1.0
 */
public record Retention(HistoryPolicy policy, @Nullable PublishKey key) {}
