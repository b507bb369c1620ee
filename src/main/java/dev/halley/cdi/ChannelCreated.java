package dev.halley.cdi;

import dev.halley.api.ServerChannel;

/**
 * Fired when a channel or pattern has been created: to observers on the thread that created it, outside all locks, and
 * to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record ChannelCreated(ServerChannel channel) {}
