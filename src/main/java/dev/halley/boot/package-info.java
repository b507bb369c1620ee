/**
 * Puts the server together: reads the configuration, wires the other packages, starts and stops with the web application.
 *
 * <p>May use everything but {@code launcher}.
 */
@NullMarked
package dev.halley.boot;

import org.jspecify.annotations.NullMarked;
