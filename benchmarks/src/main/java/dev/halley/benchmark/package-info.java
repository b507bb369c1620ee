/** Benchmarks of Halley and of servers like it: what they measure, and how they tell. */
package dev.halley.benchmark;
