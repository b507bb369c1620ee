package dev.halley.cdi;

import dev.halley.oort.OortNode;

/**
 * This node is no more the one of the cluster that does what only one may do, or stops. Fired as {@link PrimaryGained}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node this one
 * @since 0.1.0
 */
public record PrimaryLost(OortNode node) {}
