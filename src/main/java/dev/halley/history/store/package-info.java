/**
 * The files that streams are kept in over a restart: one format for a server that stands alone and for a node's replicas in a cluster.
 *
 * <p>May use: {@code spi}, {@code api}, {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.history.store;

import org.jspecify.annotations.NullMarked;
