/** Tests of what becomes of clients that do not take what they are sent. */
@NullMarked
package dev.halley.deployments.slow;

import org.jspecify.annotations.NullMarked;
