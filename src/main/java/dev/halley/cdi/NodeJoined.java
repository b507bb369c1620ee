package dev.halley.cdi;

import dev.halley.oort.OortNode;

/**
 * Fired when another node has joined the cluster: its users and its parts of shared objects are visible. Fired after
 * {@link ServerStarted}, in the order of what happens, to observers on a worker thread, and to asynchronous observers.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record NodeJoined(OortNode node) {}
