package dev.halley.transport.websocket;

import dev.halley.core.runtime.Platform;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Gateway;

/**
 * What all connections of one transport share.
 *
 * <p>Thread-safety: immutable.
 *
 * @param gateway the core
 * @param platform what the core and its transports stand on
 * @param reader reads the messages
 * @param timeouts how long silence is borne
 */
record EndpointContext(Gateway gateway, Platform platform, MessageReader reader, WebSocketTimeouts timeouts) {

    /** @return bytes of UTF-8 that one incoming message may have */
    int maxMessageSize() {
        return platform.config().transport(WebSocketTransport.NAME).maxMessageSize();
    }

    /** @return the name of the cookie that tells the browser */
    String browserCookie() {
        return platform.config().http().cookie().name();
    }
}
