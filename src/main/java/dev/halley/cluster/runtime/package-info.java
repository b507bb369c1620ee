/**
 * What the cluster's packages share: tasks in turn, and the fields of messages.
 *
 * <p>May use: {@code json}.
 */
@NullMarked
package dev.halley.cluster.runtime;

import org.jspecify.annotations.NullMarked;
