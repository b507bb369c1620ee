package dev.halley.cdi;

import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;

/**
 * Fired when a session has unsubscribed from a channel or pattern: to observers on the thread that unsubscribed it,
 * outside all locks, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record SessionUnsubscribed(ServerSession session, ServerChannel channel) {}
