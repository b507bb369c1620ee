package dev.halley.cdi;

import dev.halley.oort.OortNode;

/**
 * Another node is a member of the cluster no more: its users and its parts of shared objects are gone. Fired as {@link NodeJoined}.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record NodeLeft(OortNode node) {}
