package dev.halley.oort;

/**
 * A user and a node.
 *
 * <p>Thread-safety: immutable.
 *
 * @param isLocal whether it is this node
 */
public record SetiPresence(String userId, OortNode node, boolean isLocal) {}
