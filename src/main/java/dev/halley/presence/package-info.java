/**
 * Who the members of channels are, and the messages that show them.
 *
 * <p>May use: {@code cluster.runtime}, {@code spi}, {@code api}, {@code protocol}, {@code json}, {@code config}.
 */
@NullMarked
package dev.halley.presence;

import org.jspecify.annotations.NullMarked;
