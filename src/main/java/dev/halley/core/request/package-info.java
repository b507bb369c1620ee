/**
 * What a request does: finding its session, authorization, one handler for each kind of message, replies now or later.
 *
 * <p>May use: {@code core.link}, {@code core.session}, {@code core.publish}, {@code core.channel}, {@code core.runtime},
 * {@code api}, {@code spi}, {@code protocol}, {@code json}, {@code config}.
 */
@NullMarked
package dev.halley.core.request;

import org.jspecify.annotations.NullMarked;
