/**
 * What tests stand on instead of time, networks and logs: a clock moved by hand, a connection that does what it is told, an
 * observer that remembers.
 *
 * <p>May use: everything.
 */
@NullMarked
package dev.halley.testing;

import org.jspecify.annotations.NullMarked;
