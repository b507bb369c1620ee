/**
 * The links between the nodes of a cluster, over JGroups. The only package that uses it, so nothing of it is loaded by a server
 * that stands alone.
 *
 * <p>May use: its packages, {@code config}, {@code spi}, JGroups.
 */
@NullMarked
package dev.halley.cluster;

import org.jspecify.annotations.NullMarked;
