package dev.halley.transport.websocket;

import java.time.Duration;

/**
 * How long a client's silence is borne.
 *
 * <p>Thread-safety: immutable.
 *
 * @param send until one frame that we send has been taken
 * @param close until our close frame is answered; then the connection is cut
 * @param idle until something goes either way; zero for ever, since the core closes connections that carry no session
 */
record WebSocketTimeouts(Duration send, Duration close, Duration idle) {}
