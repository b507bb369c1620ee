package dev.halley.transport.websocket;

import dev.halley.container.TextSocket;
import dev.halley.container.TextSocketListener;
import dev.halley.protocol.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * One client's WebSocket: joins the callbacks of a container's own API to the core, as {@link BayeuxEndpoint} does those of Jakarta's.
 *
 * <p>Thread-safety: thread-safe; containers call {@link #opened} before anything else.
 */
final class UpgradedSocket implements TextSocketListener {

    private final EndpointContext endpoint;
    private final UpgradeContext context;
    private volatile @Nullable WebSocketConnection connection;
    private volatile @Nullable IncomingMessages incoming;

    UpgradedSocket(EndpointContext endpoint, UpgradeContext context) {
        this.endpoint = endpoint;
        this.context = context;
    }

    @Override
    public void opened(TextSocket socket) {
        WebSocketConnection opened = new WebSocketConnection(new ContainerSocket(socket), endpoint);
        connection = opened;
        incoming = IncomingMessages.open(endpoint, opened, context);
    }

    @Override
    public void text(String part, boolean last) {
        IncomingMessages messages = incoming;
        if (messages != null) {
            messages.onMessage(part, last);
        }
    }

    @Override
    public void binary() {
        WebSocketConnection opened = connection;
        if (opened != null) {
            opened.close(CloseReason.UNSUPPORTED);
        }
    }

    @Override
    public void closed() {
        WebSocketConnection ended = connection;
        if (ended != null) {
            ended.ended();
        }
    }
}
