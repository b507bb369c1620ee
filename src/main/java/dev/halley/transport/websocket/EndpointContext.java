package dev.halley.transport.websocket;

import dev.halley.protocol.MessageReader;
import dev.halley.spi.Link;
import dev.halley.spi.Traits;
import dev.halley.spi.TransportContext;
import dev.halley.spi.TransportSettings;

/**
 * What all connections of one transport share.
 *
 * <p>Thread-safety: immutable.
 *
 * @param server what the transport gets of the server
 * @param reader reads the messages
 * @param traits what each connection can do
 * @param maxMessageSize bytes of UTF-8 that one incoming message may have
 * @param browserCookie the name of the cookie that tells the browser
 * @param timeouts how long silence is borne
 */
record EndpointContext(
        TransportContext server,
        MessageReader reader,
        Traits traits,
        int maxMessageSize,
        String browserCookie,
        WebSocketTimeouts timeouts) {

    static EndpointContext of(TransportContext server, WebSocketSettings settings) {
        TransportSettings limits = server.settings(WebSocketTransport.NAME);
        boolean mayAdopt = !settings.own().requireHandshakePerConnection();
        return new EndpointContext(
                server,
                limits.reader(),
                limits.traits(Link.Kind.DUPLEX).withMayAdopt(mayAdopt),
                limits.maxMessageSize(),
                settings.browserCookie(),
                settings.timeouts(limits.sendTimeout()));
    }
}
