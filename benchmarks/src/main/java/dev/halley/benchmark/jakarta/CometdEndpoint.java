package dev.halley.benchmark.jakarta;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxContext;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.websocket.common.AbstractWebSocketEndPoint;
import org.cometd.server.websocket.common.AbstractWebSocketTransport;

/**
 * One socket of CometD: sends are asynchronous, one after the other, and the next message is taken when the one before is done.
 *
 * <p>Thread-safety: thread-safe; each session's messages come one after the other.
 */
public final class CometdEndpoint extends Endpoint implements MessageHandler.Whole<String> {

    private static final int FAILED = 1011;

    private final Socket socket;

    /** The message that was taken last, and all before it. */
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    CometdEndpoint(AbstractWebSocketTransport transport, BayeuxContext context) {
        socket = new Socket(transport, context);
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        socket.session = opened;
        opened.setMaxIdleTimeout(0);
        opened.addMessageHandler(String.class, this);
    }

    /** Nobody waits here: Tomcat has threads of the same pool tell that a send is done, on which the end of a message depends. */
    @Override
    public void onMessage(String text) {
        last = last.thenCompose(done -> handle(text)).exceptionally(failed -> {
            socket.close(FAILED, "");
            return null;
        });
    }

    private CompletableFuture<Void> handle(String text) {
        CompletableFuture<Void> handled = new CompletableFuture<>();
        socket.onMessage(text, Promise.from(handled::complete, handled::completeExceptionally));
        return handled;
    }

    @Override
    public void onClose(Session closed, CloseReason reason) {
        socket.onClose(reason.getCloseCode().getCode(), reason.getReasonPhrase());
    }

    @Override
    public void onError(Session failed, Throwable cause) {
        socket.onError(cause);
    }

    /** What CometD sends by. */
    private static final class Socket extends AbstractWebSocketEndPoint {

        private volatile Session session;

        private Socket(AbstractWebSocketTransport transport, BayeuxContext context) {
            super(transport, context);
        }

        @Override
        protected void send(ServerSession receiver, String text, Promise<Void> sent) {
            session.getAsyncRemote().sendText(text, result -> {
                if (result.isOK()) {
                    sent.succeed(null);
                } else {
                    sent.fail(result.getException());
                }
            });
        }

        @Override
        public void close(int code, String reason) {
            try {
                session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
            } catch (IOException gone) {
                // The load finds out by itself.
            }
        }
    }
}
