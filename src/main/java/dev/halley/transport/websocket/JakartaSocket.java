package dev.halley.transport.websocket;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.Batch;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends over Jakarta WebSocket: characters, of which the container makes bytes for each session.
 *
 * <p>Completions are called on whatever thread the container has: inside {@link #send} (Jetty, mostly), on a pool thread
 * (Tomcat), on an I/O thread (Undertow).
 *
 * <p>Thread-safety: thread-safe, as the session.
 */
final class JakartaSocket implements ClientSocket {

    private final Session session;
    private final RemoteEndpoint.Async remote;

    JakartaSocket(Session session) {
        this.session = session;
        this.remote = session.getAsyncRemote();
    }

    @Override
    public void send(Batch batch, Consumer<@Nullable Throwable> done) {
        remote.sendText(batch.text(), result -> done.accept(failure(result)));
    }

    private static @Nullable Throwable failure(SendResult result) {
        Throwable cause = result.getException();
        return result.isOK() || cause != null
                ? cause
                : new IOException("The container could not send, and does not say why.");
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void setIdleTimeout(Duration timeout) {
        session.setMaxIdleTimeout(timeout.toMillis());
    }

    @Override
    public void close(CloseReason reason, Duration patience) throws IOException {
        long millis = patience.toMillis();
        boolean first = !looksAtOnce();
        if (first) {
            session.setMaxIdleTimeout(millis);
        }
        // Tomcat has times of its own for the frame in flight (20 seconds) and for the answer (30); others ignore
        // these.
        session.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", millis);
        session.getUserProperties().put("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", millis);
        session.close(new jakarta.websocket.CloseReason(CloseCodes.of(reason), reason.text()));
        if (!first) {
            session.setMaxIdleTimeout(millis);
        }
    }

    /**
     * @return whether a client that was quiet for longer than a new time is closed when that is set, with a reason of the container's own. Of
     *     Jetty, whose close does not wait; where it does, the time must be set before.
     */
    private boolean looksAtOnce() {
        return session.getClass().getName().startsWith("org.eclipse.jetty.");
    }
}
