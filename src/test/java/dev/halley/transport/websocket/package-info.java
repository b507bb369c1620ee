/** Tests of the WebSocket transport, on an embedded container, with raw frames. */
@NullMarked
package dev.halley.transport.websocket;

import org.jspecify.annotations.NullMarked;
