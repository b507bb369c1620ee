/** Two applications in one container: one without WebSocket, one with the endpoint on a path of its own. */
@NullMarked
package dev.halley.deployments.neighbours;

import org.jspecify.annotations.NullMarked;
