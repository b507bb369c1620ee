package dev.halley.cdi;

import dev.halley.api.ServerSession;

/**
 * A session is there; its handshake is not yet answered. Fired to observers on the thread that handles the handshake, outside all
 * locks, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record SessionOpened(ServerSession session) {}
