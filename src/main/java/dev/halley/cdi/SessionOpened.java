package dev.halley.cdi;

import dev.halley.api.ServerSession;

/**
 * Fired when a session exists and its handshake has not been answered yet: to observers on the thread that handles the
 * handshake, outside all locks, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record SessionOpened(ServerSession session) {}
