package dev.halley.transport.websocket;

import dev.halley.protocol.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One client's WebSocket: joins the container's callbacks to the core.
 *
 * <p>What comes in is handled on the container's thread, so that a client that sends faster than its messages are handled
 * is held up by its own connection. (Undertow queues what comes in, and reads on.)
 *
 * <p>Public only because containers insist.
 *
 * <p>Thread-safety: thread-safe; containers call {@link #onOpen} before anything else.
 */
public final class BayeuxEndpoint extends Endpoint {

    private final EndpointContext endpoint;
    private volatile @Nullable WebSocketConnection connection;

    BayeuxEndpoint(EndpointContext endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        WebSocketConnection opened = new WebSocketConnection(new JakartaSocket(session), endpoint);
        connection = opened;
        UpgradeContext context = Upgrades.admitted(session, config);
        if (context != null) {
            context.opened(session);
        }
        IncomingMessages incoming = IncomingMessages.open(endpoint, opened, context);
        if (incoming == null) {
            return;
        }
        session.addMessageHandler(String.class, incoming);
        // Without a handler some containers read binary messages and say nothing.
        session.addMessageHandler(ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>)
                (part, last) -> opened.close(CloseReason.UNSUPPORTED));
    }

    @Override
    public void onClose(Session session, jakarta.websocket.CloseReason reason) {
        ended();
    }

    @Override
    public void onError(Session session, Throwable cause) {
        // The peer vanished or broke the protocol: its doing, and nothing to log. The container closes the connection.
        ended();
    }

    private void ended() {
        WebSocketConnection ended = connection;
        if (ended != null) {
            ended.ended();
        }
    }
}
