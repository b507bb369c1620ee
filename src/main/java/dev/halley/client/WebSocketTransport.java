package dev.halley.client;

import dev.halley.json.Utf8;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, opened when the first packet is to be sent. Each packet is a frame, one at a time. Bayeux section 6.
 *
 * <p>Thread-safety: thread-safe; guarded by itself, which is not held while calling out.
 */
final class WebSocketTransport implements ClientTransport, WebSocket.Listener {

    private static final int TOO_LARGE = 1009;

    private final HttpSettings settings;
    private final Address address;
    private final Receiver receiver;
    private final SocketProbe probe;
    private final Queue<RequestBatch> waiting = new ArrayDeque<>();
    /** Of a message that has come in part; touched only by the one thread that the socket calls at a time. */
    private StringBuilder text = new StringBuilder();

    private @Nullable WebSocket socket;
    private boolean opening;
    private boolean sending;
    private boolean reading = true;
    /** Whether the socket has been asked for its next message. */
    private boolean asked;

    private boolean ended;

    WebSocketTransport(HttpSettings settings, Address address, Receiver receiver) {
        this.settings = settings;
        this.address = address;
        this.receiver = receiver;
        this.probe = new SocketProbe(settings.time(), settings.networkDelay(), this::end);
    }

    @Override
    public TransportType type() {
        return TransportType.WEBSOCKET;
    }

    @Override
    public void send(RequestBatch batch) {
        boolean open;
        boolean late;
        synchronized (this) {
            late = ended;
            open = !opening;
            opening = true;
            if (!late) {
                waiting.add(batch);
            }
        }
        if (late) {
            IOException closed = new IOException("It is closed.");
            receiver.failed(this, batch, Address.failure("The WebSocket to", address.webSocket(), closed), false);
        } else if (open) {
            connect();
        } else {
            sendNext();
        }
    }

    @Override
    public void open() {
        synchronized (this) {
            if (opening || ended) {
                return;
            }
            opening = true;
        }
        connect();
    }

    private void connect() {
        URI uri = address.webSocket();
        try {
            WebSocket.Builder builder = settings.http().newWebSocketBuilder().connectTimeout(settings.opening());
            address.headers(address.http(), settings.http(), builder::header);
            builder.buildAsync(uri, this).whenComplete((opened, failure) -> {
                if (failure != null) {
                    end(notOpened(
                            failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure));
                }
            });
        } catch (IllegalArgumentException | IllegalStateException e) {
            end(e);
        }
    }

    private static Throwable notOpened(Throwable cause) {
        return cause instanceof WebSocketHandshakeException refusal
                ? new TransportFailure.StatusException(
                        "The upgrade", refusal.getResponse().statusCode(), refusal)
                : cause;
    }

    @Override
    public void onOpen(WebSocket opened) {
        boolean late;
        synchronized (this) {
            late = ended;
            socket = opened;
        }
        if (late) {
            opened.abort();
            return;
        }
        probe.opened(opened);
        ask();
        sendNext();
        receiver.idle(this);
    }

    private void sendNext() {
        WebSocket to;
        RequestBatch next;
        synchronized (this) {
            to = socket;
            if (to == null || sending || ended) {
                return;
            }
            next = waiting.poll();
            if (next == null) {
                return;
            }
            sending = true;
        }
        try {
            to.sendText(next.text(), true).whenComplete((done, failure) -> sent(failure));
        } catch (IllegalStateException e) {
            sent(e);
        }
    }

    private void sent(@Nullable Throwable failure) {
        if (failure != null) {
            end(failure);
            return;
        }
        probe.sent();
        boolean idle;
        synchronized (this) {
            sending = false;
            idle = waiting.isEmpty();
        }
        if (idle) {
            receiver.idle(this);
        } else {
            sendNext();
        }
    }

    @Override
    public synchronized boolean isBusy() {
        return sending || !waiting.isEmpty();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        synchronized (this) {
            asked = false;
        }
        probe.heard();
        // As many characters are more bytes in any case; how many bytes there are is counted when the text is whole.
        if (text.length() + (long) part.length() > settings.maxResponseSize()) {
            return tooLarge(from);
        }
        text.append(part);
        if (!last) {
            askAgain(from);
            return null;
        }
        String whole = text.toString();
        text = new StringBuilder(0);
        if (Utf8.isLonger(whole, settings.maxResponseSize())) {
            return tooLarge(from);
        }
        try {
            receiver.received(this, MessageTexts.read(whole), null);
            ask();
        } catch (RuntimeException malformed) {
            end(new IOException("A message of the WebSocket is not Bayeux: " + Address.describe(malformed), malformed));
        }
        return null;
    }

    private @Nullable CompletionStage<?> tooLarge(WebSocket from) {
        from.sendClose(TOO_LARGE, "message too large");
        end(new IOException("A message of the WebSocket is larger than " + settings.maxResponseSize()
                + " bytes (maxResponseSize)."));
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
        probe.rest();
        return againAfterControl();
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
        probe.heard();
        return againAfterControl();
    }

    /** Such a frame counts as one that was asked for. */
    private @Nullable CompletionStage<?> againAfterControl() {
        synchronized (this) {
            asked = false;
        }
        ask();
        return null;
    }

    /** The rest of a message is wanted even when no further one is. */
    private void askAgain(WebSocket from) {
        synchronized (this) {
            asked = true;
        }
        from.request(1);
    }

    private void ask() {
        WebSocket from;
        synchronized (this) {
            from = socket;
            if (from == null || asked || !reading || ended) {
                return;
            }
            asked = true;
        }
        from.request(1);
    }

    @Override
    public void reading(boolean on) {
        synchronized (this) {
            reading = on;
        }
        if (on) {
            probe.heard();
        } else {
            probe.rest();
        }
        ask();
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end(new IOException(
                "The server closed the WebSocket with code " + code + (reason.isEmpty() ? "" : ": " + reason) + "."));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable cause) {
        end(cause);
    }

    private void end(Throwable cause) {
        List<RequestBatch> unsent;
        WebSocket last;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            last = socket;
            unsent = new ArrayList<>(waiting);
            waiting.clear();
        }
        probe.close();
        if (last != null) {
            last.abort();
        }
        IOException why = Address.failure("The WebSocket to", address.webSocket(), cause);
        unsent.forEach(batch -> receiver.failed(this, batch, why, false));
        receiver.broken(this, why);
    }

    /** Does nothing: a frame cannot be taken back. */
    @Override
    public void cancel(RequestBatch batch) {}

    @Override
    public void close() {
        WebSocket last;
        synchronized (this) {
            last = ended ? null : socket;
            ended = true;
            waiting.clear();
        }
        probe.close();
        if (last == null) {
            return;
        }
        try {
            last.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((done, failure) -> last.abort());
        } catch (IllegalStateException closing) {
            last.abort();
        }
    }
}
