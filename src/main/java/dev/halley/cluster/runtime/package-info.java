/**
 * What the cluster's packages share: tasks in turn.
 *
 * <p>May use: nothing of ours.
 */
@NullMarked
package dev.halley.cluster.runtime;

import org.jspecify.annotations.NullMarked;
