/**
 * The ports that the core owns and others implement: transports and their connections, the broker, time, the observer.
 *
 * <p>May use: {@code api}, {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.spi;

import org.jspecify.annotations.NullMarked;
