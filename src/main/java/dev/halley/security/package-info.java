/**
 * Ready-made policies and authorizers.
 *
 * <p>May use: {@code api}, {@code protocol}, {@code config}.
 */
@NullMarked
package dev.halley.security;

import org.jspecify.annotations.NullMarked;
