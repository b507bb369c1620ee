/**
 * The CDI integration: what can be injected, the beans that the server registers itself, events and scopes. A portable
 * extension provides it; the package boot uses CDI through it.
 *
 * <p>Nothing here is static: each deployment in a JVM has an extension, and therefore a server, of its own.
 *
 * <p>May use: {@code api}, {@code spi}, {@code service}, {@code filter}, {@code protocol}, {@code json}, CDI.
 */
@NullMarked
package dev.halley.cdi;

import org.jspecify.annotations.NullMarked;
