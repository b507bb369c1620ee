package dev.halley.cdi;

import dev.halley.oort.OortNode;

/**
 * Fired when another node has left the cluster: its users and its parts of shared objects are gone. Fired in the same
 * way as {@link NodeJoined}.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record NodeLeft(OortNode node) {}
