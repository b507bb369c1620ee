/** A server and clients for tests: real ones, over real sockets. */
@NullMarked
package dev.halley.testing;

import org.jspecify.annotations.NullMarked;
