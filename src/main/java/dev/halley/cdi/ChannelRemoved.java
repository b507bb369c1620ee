package dev.halley.cdi;

/**
 * A channel or pattern is gone. Fired to observers on the thread that removed it, outside all locks, and to asynchronous
 * observers.
 *
 * <p>Thread-safety: immutable.
 */
public record ChannelRemoved(String channel) {}
