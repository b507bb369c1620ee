package dev.halley.cdi;

import dev.halley.api.ServerSession;
import dev.halley.protocol.CloseReason;

/**
 * Fired when a session has ended and its subscriptions have not been removed yet: to observers on the thread that ended
 * it, outside all locks, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record SessionClosed(ServerSession session, CloseReason reason) {}
