/** Applications without CDI, and their tests. */
@NullMarked
package dev.halley.deployments.plain;

import org.jspecify.annotations.NullMarked;
