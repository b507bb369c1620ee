/**
 * The core's end of a connection: the response to a request, or a connection that stays; when what waits goes, and on which thread.
 * It hands on what comes in by a port.
 *
 * <p>May use: {@code core.session}, {@code core.publish}, {@code core.channel}, {@code core.runtime},
 * {@code api}, {@code spi}, {@code protocol}, {@code json}, {@code config}.
 */
@NullMarked
package dev.halley.core.link;

import org.jspecify.annotations.NullMarked;
