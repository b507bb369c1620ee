package dev.halley.cdi;

import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;

/**
 * Fired when a session has subscribed to a channel or pattern: to observers on the thread that subscribed it, outside
 * all locks, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record SessionSubscribed(ServerSession session, ServerChannel channel) {}
