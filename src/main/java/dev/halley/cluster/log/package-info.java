/**
 * The log of the streams of a cluster: what is published on channels with history, on two nodes, in one order for all.
 *
 * <p>May use: {@code cluster.runtime}, {@code history.store}, {@code spi}, {@code api}, {@code protocol}.
 */
@NullMarked
package dev.halley.cluster.log;

import org.jspecify.annotations.NullMarked;
