/**
 * The server without any container: the façade and the wiring of the packages inside, what is done at a session's end, and the sweeper.
 *
 * <p>May use: its packages, {@code api}, {@code spi}, {@code protocol}, {@code json}, {@code config}.
 */
@NullMarked
package dev.halley.core;

import org.jspecify.annotations.NullMarked;
