package dev.halley.cdi;

import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;

/**
 * A session is subscribed to a channel or pattern no more. Fired to observers on the thread that did it, outside all locks, and to
 * asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record SessionUnsubscribed(ServerSession session, ServerChannel channel) {}
