package dev.halley.transport.websocket;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
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
 * Sends batches to one client as text frames, one at a time, and ends the connection once.
 *
 * <p>Completions are called on whatever thread the container has: inside {@link #send} (Jetty, mostly), on a pool thread
 * (Tomcat), on an I/O thread (Undertow).
 *
 * <p>Thread-safety: thread-safe.
 */
final class WebSocketConnection implements Connection, SendHandler {

    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final Wiring wiring;
    /** The completion of the frame in flight; null when there is none. */
    private final AtomicReference<@Nullable Completion> sending = new AtomicReference<>();
    /** Why it ended; the first reason stays. */
    private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();
    private final SlowPeerWatch watch;
    private volatile @Nullable Link link;
    /** Whether the core is to be told of the end, which may come before there is a link to tell. */
    private volatile boolean over;

    WebSocketConnection(Session session, Wiring wiring) {
        this.session = session;
        this.remote = session.getAsyncRemote();
        this.wiring = wiring;
        this.watch = new SlowPeerWatch(wiring.platform().timer(), wiring.timeouts().send(), this::stuck);
        idleTimeout(wiring.timeouts().patience());
    }

    /** From now on the core is told of the end; at once if it has come already. */
    void tell(Link newLink) {
        link = newLink;
        if (over) {
            newLink.closed(reason());
        }
    }

    /** @param timeout how long nothing may go either way before the container cuts the connection; zero for ever */
    void idleTimeout(Duration timeout) {
        try {
            session.setMaxIdleTimeout(timeout.toMillis());
        } catch (IllegalStateException e) {
            // Closed a moment ago, and so cut anyway.
        }
    }

    @Override
    public void send(Batch batch, Completion completion) {
        if (!sending.compareAndSet(null, completion)) {
            completion.failed(new IllegalStateException("The frame before this one has not been sent yet."));
            return;
        }
        watch.started();
        if (!isOpen()) {
            complete(new ClosedChannelException());
            return;
        }
        try {
            remote.sendText(batch.text(), this);
        } catch (RuntimeException e) {
            // Some containers throw instead of calling back when the connection was closed a moment ago.
            complete(e);
            return;
        }
        if (sending.get() != null) {
            watch.waiting();
        }
    }

    @Override
    public void onResult(SendResult result) {
        if (result.isOK()) {
            complete(null);
            return;
        }
        Throwable cause = result.getException();
        complete(cause == null ? new IOException("The container could not send, and does not say why.") : cause);
        inBackground(() -> end(CloseReason.CONNECTION_LOST));
    }

    @Override
    public void close(CloseReason reason) {
        if (!closed.compareAndSet(null, reason)) {
            return;
        }
        if (sending.get() == null) {
            closeNow(reason);
        } else {
            inBackground(() -> closeNow(reason));
        }
    }

    @Override
    public boolean isOpen() {
        return closed.get() == null && session.isOpen();
    }

    /** Closes it by the transport's own decision, of which the core learns. */
    void end(CloseReason reason) {
        close(reason);
        tellOfEnd();
    }

    /** The container says that the connection is gone: nothing that waits for it is kept waiting. */
    void ended() {
        closed.compareAndSet(null, CloseReason.CONNECTION_LOST);
        complete(new ClosedChannelException());
        tellOfEnd();
    }

    private void tellOfEnd() {
        over = true;
        Link told = link;
        if (told != null) {
            told.closed(reason());
        }
    }

    private CloseReason reason() {
        CloseReason reason = closed.get();
        return reason == null ? CloseReason.CONNECTION_LOST : reason;
    }

    private void complete(@Nullable Throwable failure) {
        Completion completion = sending.getAndSet(null);
        if (completion == null) {
            return;
        }
        watch.finished();
        if (failure == null) {
            completion.succeeded();
        } else {
            completion.failed(failure);
        }
    }

    private void stuck() {
        inBackground(() -> end(CloseReason.CONNECTION_LOST));
    }

    /** For what may have to wait for the peer, which no thread of the core, the timer or the container may. */
    private void inBackground(Runnable task) {
        try {
            wiring.platform().workers().execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    private void closeNow(CloseReason reason) {
        try {
            idleTimeout(wiring.timeouts().close());
            // Tomcat waits so long for the frame in flight to go, or 20 seconds; the others do not know it.
            session.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 1_000L);
            session.close(new jakarta.websocket.CloseReason(CloseCodes.of(reason), reason.text()));
        } catch (IOException | RuntimeException e) {
            // It is being closed because it is broken or not wanted any more: that it broke meanwhile is no news.
            ended();
        }
        // Some containers never say what became of a frame in flight.
        complete(new ClosedChannelException());
    }
}
