/** An application with nothing in it, beside which the start-up time of Halley is measured. */
@NullMarked
package dev.halley.deployments.empty;

import org.jspecify.annotations.NullMarked;
