package dev.halley.cdi;

import dev.halley.api.ServerChannel;

/**
 * A channel or pattern is there. Fired to observers on the thread that created it, outside all locks, and to asynchronous
 * observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record ChannelCreated(ServerChannel channel) {}
