/**
 * The cluster as applications see it: the nodes, their users, objects that all nodes share, work that a node does for
 * another, and the primary, the one node that does what only one may do. All of it also works on a server without a
 * cluster.
 *
 * <p>May use: {@code api}, {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.oort;

import org.jspecify.annotations.NullMarked;
