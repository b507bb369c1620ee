package dev.halley.cdi;

import dev.halley.oort.OortNode;

/**
 * Fired when this node has become the primary, the one node of the cluster that does what only one may do; see {@link
 * dev.halley.oort.OortPrimary}. Fired after {@link ServerStarted} if the node is the primary by then, alternately with
 * {@link PrimaryLost}, to observers on a worker thread, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node this node
 * @since 0.1.0
 */
public record PrimaryGained(OortNode node) {}
