package dev.halley.cdi;

/**
 * Fired when a channel or pattern has been removed: to observers on the thread that removed it, outside all locks, and
 * to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record ChannelRemoved(String channel) {}
