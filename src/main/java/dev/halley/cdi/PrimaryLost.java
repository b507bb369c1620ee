package dev.halley.cdi;

import dev.halley.oort.OortNode;

/**
 * Fired when this node is no longer the primary of the cluster, or stops. Fired in the same way as {@link
 * PrimaryGained}.
 *
 * <p>Thread-safety: immutable.
 *
 * @param node this node
 * @since 0.1.0
 */
public record PrimaryLost(OortNode node) {}
