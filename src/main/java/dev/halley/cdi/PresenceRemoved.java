package dev.halley.cdi;

import dev.halley.oort.SetiPresence;

/**
 * A user has no session on a node of the cluster any more, or the node is lost. Fired to observers on a
 * worker, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record PresenceRemoved(SetiPresence presence) {}
