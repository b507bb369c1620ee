package dev.halley.cdi;

import dev.halley.oort.SetiPresence;

/**
 * Fired when a user's first session on a node of the cluster begins: to observers on a worker, and to asynchronous
 * observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record PresenceAdded(SetiPresence presence) {}
