/** The application's own classes; they run in the container. */
@NullMarked
package dev.halley.deployments.probe.app;

import org.jspecify.annotations.NullMarked;
