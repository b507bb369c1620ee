/**
 * Bayeux over asynchronous servlets: the transports {@code long-polling} and {@code callback-polling}.
 *
 * <p>{@link dev.halley.transport.http.BayeuxServlet} takes the request, {@code BodyReader} reads it without blocking,
 * {@code RequestTexts} makes messages of it, and {@code HttpExchange} is the core's way to answer, now or later.
 *
 * <p>May use: {@code transport}, {@code spi}, {@code api}, {@code protocol}, {@code json}, {@code config}, the origin rule of
 * {@code security}, Jakarta Servlet.
 */
@NullMarked
package dev.halley.transport.http;

import org.jspecify.annotations.NullMarked;
