/**
 * What the packages of the core stand on: guarded calls of the application's code, lists of listeners, threads, clocks. It knows no
 * message, no channel and no session.
 *
 * <p>May use: {@code api}, {@code spi}, {@code protocol}, {@code config}.
 */
@NullMarked
package dev.halley.core.runtime;

import org.jspecify.annotations.NullMarked;
