/** A service that sends much. */
@NullMarked
package dev.halley.deployments.slow.app;

import org.jspecify.annotations.NullMarked;
