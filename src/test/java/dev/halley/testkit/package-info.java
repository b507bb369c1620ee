/**
 * Tests applications: runs a server in the test's own process, without a container, on a clock that the test moves, and
 * clients that exchange raw messages with it. Attached to the build as the jar {@code testkit}; needs JUnit 5.
 *
 * <p>May use: everything.
 */
@NullMarked
package dev.halley.testkit;

import org.jspecify.annotations.NullMarked;
