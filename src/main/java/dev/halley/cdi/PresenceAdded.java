package dev.halley.cdi;

import dev.halley.oort.SetiPresence;

/**
 * A user has the first session on a node of the cluster. Fired to observers on a
 * worker, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record PresenceAdded(SetiPresence presence) {}
