package dev.halley.spi;

/**
 * One run of one node of a cluster.
 *
 * <p>Thread-safety: immutable.
 *
 * @param id of this run: another one after each start
 * @param name stays over restarts; no two nodes of a view have the same
 * @since 0.1.0
 */
public record ClusterNode(NodeId id, String name) {}
