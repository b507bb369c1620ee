package dev.halley.transport.websocket;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
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
        WebSocketConnection opened = new WebSocketConnection(session, endpoint);
        connection = opened;
        UpgradeContext context = Upgrades.admitted(session, config);
        if (context == null) {
            opened.close(CloseReason.POLICY);
        } else if (!endpoint.server().gateway().isOpen()) {
            opened.close(CloseReason.SERVER_STOPPED);
        } else {
            context.opened(session);
            listen(session, opened, context);
        }
    }

    private void listen(Session session, WebSocketConnection opened, UpgradeContext context) {
        String browser = context.cookie(endpoint.browserCookie()).orElse(null);
        Peer peer = new Peer(context, browser, false);
        Link link = endpoint.server()
                .gateway()
                .open(WebSocketTransport.NAME, Link.Kind.DUPLEX, opened, peer, endpoint.traits());
        opened.tell(link);
        if (!opened.isOpen()) {
            return;
        }
        session.addMessageHandler(String.class, new IncomingMessages(endpoint, opened, link));
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
