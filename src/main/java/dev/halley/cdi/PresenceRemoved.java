package dev.halley.cdi;

import dev.halley.oort.SetiPresence;

/**
 * Fired when a user's last session on a node of the cluster has ended, or the node is lost: to observers on a worker,
 * and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record PresenceRemoved(SetiPresence presence) {}
