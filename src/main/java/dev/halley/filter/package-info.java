/**
 * Data filters, which change or stop what is published: for now the file in which a deployment lists them.
 *
 * <p>May use: {@code api}, {@code protocol}, {@code json}, {@code config}.
 */
@NullMarked
package dev.halley.filter;

import org.jspecify.annotations.NullMarked;
