/**
 * The Bayeux message model and grammar as immutable values, and their wire form.
 *
 * <p>May use: {@code json}.
 */
@NullMarked
package dev.halley.protocol;

import org.jspecify.annotations.NullMarked;
