/**
 * What nodes have in common, those of a cluster and one that stands alone: tasks in turn, and the fields of messages.
 *
 * <p>May use: {@code json}, {@code spi}.
 */
@NullMarked
package dev.halley.cluster.runtime;

import org.jspecify.annotations.NullMarked;
