package dev.halley.spi;

import dev.halley.api.HistoryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * How a publication is to be kept on a channel with history.
 *
 * <p>Thread-safety: immutable.
 *
 * @param policy of its channel
 * @param key it is known by; null if it has none
 * @since 0.1.0
 */
public record Retention(HistoryPolicy policy, @Nullable PublishKey key) {}
