/** An application beside it, which sets the system properties of the container's JVM. */
@NullMarked
package dev.halley.deployments.cluster.app;

import org.jspecify.annotations.NullMarked;
