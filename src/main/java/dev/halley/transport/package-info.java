/**
 * What the transports share: what proxies tell, addresses, forms and queries, cookies, languages.
 *
 * <p>May use: {@code spi}, {@code api}, {@code protocol}, {@code json}, {@code config}. It names no container's objects:
 * the transports hand in what they read of them.
 */
@NullMarked
package dev.halley.transport;

import org.jspecify.annotations.NullMarked;
