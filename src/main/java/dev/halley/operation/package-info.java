/**
 * What people who run a server look at: its log, its counters, a dump as text, and all that by JMX.
 *
 * <p>May use: {@code api}, {@code spi}, and the values of {@code protocol} that they mention.
 */
@NullMarked
package dev.halley.operation;

import org.jspecify.annotations.NullMarked;
