/**
 * Bayeux over Jakarta WebSocket: one endpoint, on the same path as the servlet. Where the container offers something with less work,
 * the same over that, by a filter.
 *
 * <p>May use: {@code transport}, {@code container}, {@code spi}, {@code api}, {@code protocol}, {@code json}, {@code config},
 * {@code security}, Jakarta WebSocket, Jakarta Servlet (for what an upgrade request tells). Knows no container's own
 * classes, and nothing of {@code transport.http}.
 */
@NullMarked
package dev.halley.transport.websocket;

import org.jspecify.annotations.NullMarked;
