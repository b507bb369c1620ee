/**
 * What people who run a server look at: for now its log.
 *
 * <p>May use: {@code api}, {@code spi}, and the values of {@code protocol} that they mention.
 */
@NullMarked
package dev.halley.operation;

import org.jspecify.annotations.NullMarked;
