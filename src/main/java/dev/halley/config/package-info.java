/**
 * Every setting of the server, read once into immutable, validated records.
 *
 * <p>{@link dev.halley.config.ServerConfig#read} is the door: it takes init-params, system properties and environment
 * variables, and gives one record tree in which no sentinel such as {@code -1} is left. The catalogue of all settings
 * is one list, from which reading, the search for the nearest name and {@code docs/configuration.md} come.
 *
 * <p>May use: the JDK alone.
 */
@NullMarked
package dev.halley.config;

import org.jspecify.annotations.NullMarked;
