/**
 * The server in CDI: a portable extension, by which {@code @Inject BayeuxServer} works, and what boot asks of CDI.
 *
 * <p>Nothing here is static: each deployment in a JVM has an extension, and so a server, of its own.
 *
 * <p>May use: {@code api}, {@code spi}, {@code service}, {@code filter}, {@code protocol}, {@code json}, CDI.
 */
@NullMarked
package dev.halley.cdi;

import org.jspecify.annotations.NullMarked;
