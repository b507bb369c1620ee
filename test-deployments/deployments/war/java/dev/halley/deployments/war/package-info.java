/** {@code halley.war} as it is built, deployed by itself. */
@NullMarked
package dev.halley.deployments.war;

import org.jspecify.annotations.NullMarked;
