/**
 * Does what {@code oort} promises, on the ports of the cluster: state that each node owns, and questions from node to node.
 *
 * <p>May use: {@code oort}, {@code api}, {@code spi}, {@code protocol}, {@code json}, {@code cluster.runtime}.
 */
@NullMarked
package dev.halley.oort.core;

import org.jspecify.annotations.NullMarked;
