/**
 * The services behind the front page and those of the chat and of streamed tokens, and an echo to try clients with. Not in the library's jar.
 *
 * <p>May use: {@code api}, {@code oort}, {@code service}, {@code protocol}, {@code json}, CDI, and of the servlet API the
 * listener that learns of the server.
 */
@NullMarked
package dev.halley.demo;

import org.jspecify.annotations.NullMarked;
