/** An application that asks the container for all that Halley needs of it. */
@NullMarked
package dev.halley.deployments.probe;

import org.jspecify.annotations.NullMarked;
