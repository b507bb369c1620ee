package dev.halley.spi;

/**
 * One run of one node of a cluster.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id identifies this run: each start gives a node another id
 * @param name stays the same over restarts; unique within a view
 * @since 0.1.0
 */
public record ClusterNode(NodeId id, String name) {}
