/** A server and clients for tests: real ones, over real sockets; time by hand; what tests of several packages share. */
@NullMarked
package dev.halley.testing;

import org.jspecify.annotations.NullMarked;
