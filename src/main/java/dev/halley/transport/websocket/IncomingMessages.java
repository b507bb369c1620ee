package dev.halley.transport.websocket;

import dev.halley.json.MalformedJsonException;
import dev.halley.protocol.BatchTooLargeException;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import jakarta.websocket.MessageHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a text message together, up to a limit, and hands its requests to the core; keeps nothing between
 * messages.
 *
 * <p>A whole-message handler would be bounded by the container's own buffer, which some allocate in full for every
 * connection.
 *
 * <p>Thread-safety: confined to the connection's incoming frames, which containers hand over one after the other.
 */
final class IncomingMessages implements MessageHandler.Partial<String> {

    private final Wiring wiring;
    private final WebSocketConnection connection;
    private final Link link;
    private @Nullable StringBuilder parts;
    /** Whether the client is expected to send something soon. */
    private boolean awaited = true;

    IncomingMessages(Wiring wiring, WebSocketConnection connection, Link link) {
        this.wiring = wiring;
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
        } else if (part.length() > wiring.maxMessageSize() - length) {
            parts = null;
            connection.end(CloseReason.TOO_LARGE);
        } else if (!last) {
            gather(before, part);
        } else if (before == null) {
            received(part);
        } else {
            parts = null;
            received(before.append(part).toString());
        }
    }

    private void gather(@Nullable StringBuilder before, String part) {
        if (before != null) {
            before.append(part);
            return;
        }
        parts = new StringBuilder(part);
        // Half a message is memory that a client must not hold for as long as it likes.
        awaited = true;
        connection.idleTimeout(wiring.timeouts().patience());
    }

    private void received(String text) {
        if (awaited) {
            awaited = false;
            connection.idleTimeout(wiring.timeouts().idle());
        }
        List<Request> requests;
        try {
            requests = wiring.reader().read(text);
        } catch (MalformedJsonException e) {
            connection.end(CloseReason.MALFORMED);
            return;
        } catch (BatchTooLargeException e) {
            connection.end(CloseReason.TOO_LARGE);
            return;
        }
        receive(requests);
    }

    private void receive(List<Request> requests) {
        try {
            link.receive(requests);
        } catch (RuntimeException | Error e) {
            // Containers differ in what they do next; all of them may tell the client the exception's text.
            wiring.platform().events().transportFailed(WebSocketTransport.NAME, e);
            connection.end(CloseReason.INTERNAL_ERROR);
        }
    }
}
