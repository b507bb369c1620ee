package dev.halley.transport.websocket;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches to one client as text frames, one at a time.
 *
 * <p>Completions are called on whatever thread the container has: inside {@link #send} (Jetty, mostly), on a pool thread
 * (Tomcat), on an I/O thread (Undertow). A frame that the peer does not take within the send timeout breaks the
 * connection; the container sees to that.
 *
 * <p>Thread-safety: thread-safe.
 */
final class WebSocketConnection implements Connection, SendHandler {

    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final Wiring wiring;
    private final AtomicReference<@Nullable Completion> sending = new AtomicReference<>();
    /** Why we closed; the first reason stays. */
    private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();

    WebSocketConnection(Session session, Wiring wiring) {
        this.session = session;
        this.remote = session.getAsyncRemote();
        this.wiring = wiring;
        remote.setSendTimeout(wiring.timeouts().send().toMillis());
        idleTimeout(wiring.timeouts().patience());
    }

    /** @param timeout how long nothing may go either way before the connection is cut; zero for ever */
    void idleTimeout(Duration timeout) {
        session.setMaxIdleTimeout(timeout.toMillis());
    }

    @Override
    public void send(Batch batch, Completion completion) {
        if (!sending.compareAndSet(null, completion)) {
            completion.failed(new IllegalStateException("The frame before this one has not been sent yet."));
            return;
        }
        if (!isOpen()) {
            complete(new ClosedChannelException());
            return;
        }
        try {
            remote.sendText(batch.text(), this);
        } catch (RuntimeException e) {
            // Some containers throw instead of calling back when the connection was closed a moment ago.
            complete(e);
        }
    }

    @Override
    public void onResult(SendResult result) {
        complete(result.isOK() ? null : failure(result));
    }

    @Override
    public void close(CloseReason reason) {
        if (!closed.compareAndSet(null, reason)) {
            return;
        }
        if (sending.get() == null) {
            closeNow(reason);
            return;
        }
        try {
            // Tomcat waits for the frame in flight before it sends the close frame.
            wiring.workers().execute(() -> closeNow(reason));
        } catch (RejectedExecutionException e) {
            closeNow(reason);
        }
    }

    @Override
    public boolean isOpen() {
        return closed.get() == null && session.isOpen();
    }

    /** The container says that the connection is gone: nothing that waits for it is kept waiting. */
    void ended() {
        closed.compareAndSet(null, CloseReason.CONNECTION_LOST);
        complete(new ClosedChannelException());
    }

    /** @return why it was closed; null as long as it is open */
    @Nullable CloseReason closeReason() {
        return closed.get();
    }

    private void complete(@Nullable Throwable failure) {
        Completion completion = sending.getAndSet(null);
        if (completion == null) {
            return;
        }
        if (failure == null) {
            completion.succeeded();
        } else {
            completion.failed(failure);
        }
    }

    private void closeNow(CloseReason reason) {
        try {
            idleTimeout(wiring.timeouts().close());
            session.close(new jakarta.websocket.CloseReason(CloseCodes.of(reason), reason.text()));
        } catch (IOException | RuntimeException e) {
            // It is being closed because it is broken or not wanted any more; that it broke meanwhile is no news.
            ended();
        }
    }

    private static Throwable failure(SendResult result) {
        Throwable cause = result.getException();
        return cause == null ? new IOException("The container could not send and does not say why.") : cause;
    }
}
