/** Runs the races, which are in the packages of what they try, and judges what came of them. */
@org.jspecify.annotations.NullMarked
package dev.halley.benchmark.jcstress;
