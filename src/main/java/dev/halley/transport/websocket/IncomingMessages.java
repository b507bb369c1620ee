package dev.halley.transport.websocket;

import dev.halley.json.MalformedJsonException;
import dev.halley.json.Utf8;
import dev.halley.protocol.BatchTooLargeException;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import jakarta.websocket.MessageHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a text message together, up to a limit in bytes, and hands its requests to the core; keeps nothing between
 * messages.
 *
 * <p>A whole-message handler would be bounded by the container's own buffer, which some allocate in full for every
 * connection.
 *
 * <p>Thread-safety: confined to the connection's incoming frames, which containers hand over one after the other.
 */
final class IncomingMessages implements MessageHandler.Partial<String> {

    private final EndpointContext endpoint;
    private final WebSocketConnection connection;
    private final Link link;
    private @Nullable StringBuilder parts;

    /**
     * Opens the core's end of a connection, or closes it where that may not be.
     *
     * @param context of the request that it was; null if that is refused
     * @return what takes the messages that come in; null if the connection is closed already
     */
    static @Nullable IncomingMessages open(
            EndpointContext endpoint, WebSocketConnection connection, @Nullable UpgradeContext context) {
        Gateway gateway = endpoint.server().gateway();
        if (context == null) {
            connection.close(CloseReason.POLICY);
            return null;
        }
        if (!gateway.isOpen()) {
            connection.close(CloseReason.SERVER_STOPPED);
            return null;
        }
        String browser = context.cookie(endpoint.browserCookie()).orElse(null);
        Peer peer = new Peer(context, browser, false);
        Link link = gateway.open(WebSocketTransport.NAME, Link.Kind.DUPLEX, connection, peer, endpoint.traits());
        connection.tell(link);
        return connection.isOpen() ? new IncomingMessages(endpoint, connection, link) : null;
    }

    private IncomingMessages(EndpointContext endpoint, WebSocketConnection connection, Link link) {
        this.endpoint = endpoint;
        this.connection = connection;
        this.link = link;
    }

    @Override
    public void onMessage(String part, boolean last) {
        StringBuilder before = parts;
        int length = before == null ? 0 : before.length();
        if (!connection.isOpen()) {
            // What a client sends after its connection was closed is not for us any more.
            parts = null;
        } else if (part.length() > endpoint.maxMessageSize() - length) {
            // As many characters are more bytes in any case.
            parts = null;
            connection.close(CloseReason.TOO_LARGE);
        } else if (!last) {
            parts = before == null ? new StringBuilder(part) : before.append(part);
        } else if (before == null) {
            received(part);
        } else {
            parts = null;
            received(before.append(part).toString());
        }
    }

    private void received(String text) {
        int length = Utf8.length(text);
        if (length > endpoint.maxMessageSize()) {
            connection.close(CloseReason.TOO_LARGE);
            return;
        }
        List<Request> requests;
        endpoint.server().events().textReceived(length);
        try {
            requests = endpoint.reader().read(text);
        } catch (MalformedJsonException e) {
            connection.close(CloseReason.MALFORMED);
            return;
        } catch (BatchTooLargeException e) {
            connection.close(CloseReason.TOO_LARGE);
            return;
        }
        receive(requests);
    }

    private void receive(List<Request> requests) {
        try {
            link.receive(requests);
        } catch (RuntimeException | Error e) {
            // Containers differ in what they do next; all of them may tell the client the exception's text.
            endpoint.server().events().transportFailed(WebSocketTransport.NAME, e);
            connection.close(CloseReason.INTERNAL_ERROR);
        }
    }
}
