/** An application of one's own with CDI, and its tests. */
@NullMarked
package dev.halley.deployments.shop;

import org.jspecify.annotations.NullMarked;
