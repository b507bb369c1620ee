/**
 * Sessions, channels, dispatch and fan-out: the server without any container.
 *
 * <p>May use: {@code core.runtime}, {@code api}, {@code spi}, {@code protocol}, {@code json}, {@code config}.
 */
@NullMarked
package dev.halley.core;

import org.jspecify.annotations.NullMarked;
