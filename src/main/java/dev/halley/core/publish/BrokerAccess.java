package dev.halley.core.publish;

import dev.halley.spi.Broker;

/**
 * The broker, and what hands on what it brings.
 *
 * <p>Thread-safety: immutable.
 */
public record BrokerAccess(Broker broker, HandOver handOver) {}
