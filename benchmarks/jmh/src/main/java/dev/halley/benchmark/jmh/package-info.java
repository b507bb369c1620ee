/** JMH benchmarks of what the server offers to its own parts and to applications, without a container. */
@NullMarked
package dev.halley.benchmark.jmh;

import org.jspecify.annotations.NullMarked;
