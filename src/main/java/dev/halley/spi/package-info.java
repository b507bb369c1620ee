/**
 * The interfaces that the core defines and others implement: transports and their connections, the broker, clusters,
 * the clock, observers.
 *
 * <p>May use: {@code api}, {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.spi;

import org.jspecify.annotations.NullMarked;
