/**
 * What an application sees of the other nodes of its cluster: who they are, which users they have, objects that all nodes share, work that
 * another node does, one node that does what only one may. All of it works on a server that stands alone, too.
 *
 * <p>May use: {@code api}, {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.oort;

import org.jspecify.annotations.NullMarked;
