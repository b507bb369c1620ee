package dev.halley.cdi;

import dev.halley.oort.OortNode;

/**
 * This node is the one of the cluster that does what only one may do, see {@link dev.halley.oort.OortPrimary}. Fired after {@link ServerStarted} if it is so then,
 * in turn with {@link PrimaryLost}, to observers on a worker thread, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node this one
 * @since 0.1.0
 */
public record PrimaryGained(OortNode node) {}
