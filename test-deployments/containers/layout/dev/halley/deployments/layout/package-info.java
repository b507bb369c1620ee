/** Puts together the folder that a container keeps its files in; the benchmarks use it, too. */
package dev.halley.deployments.layout;
