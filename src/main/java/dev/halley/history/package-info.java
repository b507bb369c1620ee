/**
 * What channels keep of what is published on them, in memory.
 *
 * <p>May use: {@code spi}, {@code api}, {@code protocol}, {@code config}.
 */
@NullMarked
package dev.halley.history;

import org.jspecify.annotations.NullMarked;
