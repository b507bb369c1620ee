/** The application that new ones begin with. */
@NullMarked
package dev.halley.deployments.template;

import org.jspecify.annotations.NullMarked;
