/**
 * The settings of the server, read once into immutable, validated records.
 *
 * <p>{@link dev.halley.config.ServerConfig#read} is the entry point: it takes init-params, system properties and
 * environment variables, and returns one tree of records, in which no sentinel such as {@code -1} is left. One list
 * holds all settings; reading, the search for the nearest name and {@code docs/configuration.md} are based on it.
 *
 * <p>May use: the JDK only.
 */
@NullMarked
package dev.halley.config;

import org.jspecify.annotations.NullMarked;
