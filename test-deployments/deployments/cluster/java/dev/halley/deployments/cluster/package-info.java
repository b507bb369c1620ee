/** {@code halley.war} as a node of a cluster. */
@NullMarked
package dev.halley.deployments.cluster;

import org.jspecify.annotations.NullMarked;
