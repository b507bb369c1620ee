/**
 * Ready-made rules on who may do what: where requests may come from, policies, authorizers.
 *
 * <p>May use: {@code api}, {@code protocol}, {@code config}.
 */
@NullMarked
package dev.halley.security;

import org.jspecify.annotations.NullMarked;
