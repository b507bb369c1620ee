/** A service that web.xml names, and a listener that is told of the server. */
@NullMarked
package dev.halley.deployments.plain.app;

import org.jspecify.annotations.NullMarked;
