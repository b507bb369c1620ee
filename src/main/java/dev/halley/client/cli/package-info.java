/**
 * The command line of the Java client, {@code java -jar halley-client-cli.jar}: subscribes, publishes, calls and measures,
 * with JSON lines in and out.
 *
 * <p>May use: {@code client}, {@code protocol}, {@code json}. Nothing here is supported API but the command line itself.
 */
@NullMarked
package dev.halley.client.cli;

import org.jspecify.annotations.NullMarked;
