package dev.halley.transport.websocket;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches to one client as text frames, one at a time, and ends the connection once.
 *
 * <p>Thread-safety: thread-safe.
 */
final class WebSocketConnection implements Connection {

    private static final System.Logger LOGGER = System.getLogger(WebSocketConnection.class.getName());

    private static final AtomicReferenceFieldUpdater<WebSocketConnection, @Nullable Completion> SENDING =
            AtomicReferenceFieldUpdater.newUpdater(WebSocketConnection.class, Completion.class, "sending");
    private static final AtomicReferenceFieldUpdater<WebSocketConnection, @Nullable CloseReason> CLOSED =
            AtomicReferenceFieldUpdater.newUpdater(WebSocketConnection.class, CloseReason.class, "closed");

    private final ClientSocket socket;
    private final EndpointContext endpoint;
    /** The completion of the frame in flight; null when there is none. */
    private volatile @Nullable Completion sending;
    /** Why it ended; the first reason stays. */
    private volatile @Nullable CloseReason closed;
    /** Odd while a frame is in flight. Written by whoever begins or ends the one frame in flight. */
    private volatile int frames;
    /** Only of those that were slow once; guarded by this. */
    private @Nullable SlowPeerWatch watch;

    private volatile @Nullable Link link;
    /** Whether the core is to be told of the end, which may come before there is a link to tell. */
    private volatile boolean over;

    WebSocketConnection(ClientSocket socket, EndpointContext endpoint) {
        this.socket = socket;
        this.endpoint = endpoint;
        socket.setIdleTimeout(endpoint.timeouts().idle());
    }

    /** From now on the core is told of the end; at once if it has come already. */
    void tell(Link newLink) {
        link = newLink;
        if (over) {
            newLink.closed(reason());
        }
    }

    @Override
    public void send(Batch batch, Completion completion) {
        if (!SENDING.compareAndSet(this, null, completion)) {
            completion.failed(new IllegalStateException("The frame before this one has not been sent yet."));
            return;
        }
        frames++;
        if (!isOpen()) {
            complete(new ClosedChannelException());
            return;
        }
        try {
            socket.send(batch, this::sent);
        } catch (RuntimeException e) {
            // Some containers throw instead of calling back when the connection was closed a moment ago.
            complete(e);
            return;
        }
        if (sending != null) {
            watch().waiting();
        }
    }

    @Override
    public void sendIsBlocked() {
        watch().waiting();
    }

    private synchronized SlowPeerWatch watch() {
        if (watch == null) {
            watch = new SlowPeerWatch(
                    endpoint.server().timer(), endpoint.timeouts().send(), () -> frames, this::cut);
        }
        return watch;
    }

    private void cut() {
        String sentence = "The client took nothing of a frame for "
                + endpoint.timeouts().send().toMillis() + " ms, the time that 'sendTimeout' allows.";
        endpoint.server().events().transportFailed(WebSocketTransport.NAME, new IOException(sentence));
        close(CloseReason.CONNECTION_LOST);
    }

    private void sent(@Nullable Throwable failure) {
        complete(failure);
        if (failure != null) {
            close(CloseReason.CONNECTION_LOST);
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (!CLOSED.compareAndSet(this, null, reason)) {
            return;
        }
        // It may have to wait for the peer, which threads of the core, the timer and the container must not.
        endpoint.server().closers().execute(() -> closeNow(reason));
    }

    @Override
    public boolean isOpen() {
        return closed == null && socket.isOpen();
    }

    /** The container says that the connection is gone: nothing that waits for it is kept waiting. */
    void ended() {
        CLOSED.compareAndSet(this, null, CloseReason.CONNECTION_LOST);
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
        CloseReason reason = closed;
        return reason == null ? CloseReason.CONNECTION_LOST : reason;
    }

    private void complete(@Nullable Throwable failure) {
        Completion completion = SENDING.getAndSet(this, null);
        if (completion == null) {
            return;
        }
        frames++;
        if (failure == null) {
            completion.succeeded();
        } else {
            completion.failed(failure);
        }
    }

    private void closeNow(CloseReason reason) {
        try {
            socket.close(reason, endpoint.timeouts().close());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "A connection that is not wanted any more could not be closed", e);
        }
        // Containers tell of the end when the client has answered, or never.
        ended();
    }
}
