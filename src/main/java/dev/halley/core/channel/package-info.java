/**
 * The tree of channels, a channel, and who is subscribed to it. It knows sessions as subscribers only.
 *
 * <p>May use: {@code core.runtime}, {@code api}, {@code spi}, {@code protocol}, {@code json}, {@code config}.
 */
@NullMarked
package dev.halley.core.channel;

import org.jspecify.annotations.NullMarked;
