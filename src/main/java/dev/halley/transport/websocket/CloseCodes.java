package dev.halley.transport.websocket;

import dev.halley.protocol.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;

/**
 * Says which close code of RFC 6455, section 7.4, goes over the wire.
 *
 * <p>Thread-safety: stateless.
 */
final class CloseCodes {

    private CloseCodes() {}

    static CloseCode of(CloseReason reason) {
        // 1006 says that there was no close frame, so no close frame may carry it.
        return reason == CloseReason.CONNECTION_LOST
                ? jakarta.websocket.CloseReason.CloseCodes.GOING_AWAY
                : jakarta.websocket.CloseReason.CloseCodes.getCloseCode(reason.webSocketCode());
    }
}
