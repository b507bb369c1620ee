package dev.halley.oort.core;

import dev.halley.spi.Broker;
import dev.halley.spi.Cluster;
import dev.halley.spi.OwnedState;

/**
 * The ports of a cluster.
 *
 * <p>Thread-safety: immutable.
 *
 * @param broker carries what is published
 */
public record OortPorts(Cluster cluster, OwnedState state, Broker broker) {}
