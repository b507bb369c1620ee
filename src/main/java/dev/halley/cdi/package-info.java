/**
 * The server in CDI: what can be injected, the beans that are registered by themselves, events and scopes; a portable
 * extension does it, and boot asks the rest of CDI.
 *
 * <p>Nothing here is static: each deployment in a JVM has an extension, and so a server, of its own.
 *
 * <p>May use: {@code api}, {@code spi}, {@code service}, {@code filter}, {@code protocol}, {@code json}, CDI.
 */
@NullMarked
package dev.halley.cdi;

import org.jspecify.annotations.NullMarked;
