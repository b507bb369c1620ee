package dev.halley.launcher;

import dev.halley.container.TextSocket;
import dev.halley.container.TextSocketListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Utf8StringBuilder;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.BadPayloadException;

/**
 * One WebSocket of Jetty's, below the API of Jakarta: whole frames come and go.
 *
 * <p>Thread-safety: thread-safe; Jetty hands over one frame after the other.
 */
final class JettyTextSocket implements FrameHandler, TextSocket {

    private final TextSocketListener listener;
    private CoreSession session;
    /** Text of a message that is not complete, or null; only the thread that reads uses it. */
    private Utf8StringBuilder text;
    /** Whether the message that is being read is text. */
    private boolean isText;

    JettyTextSocket(TextSocketListener listener) {
        this.listener = listener;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        listener.opened(this);
        callback.succeeded();
        opened.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        try {
            switch (frame.getOpCode()) {
                case OpCode.TEXT, OpCode.BINARY, OpCode.CONTINUATION -> {
                    data(frame);
                    callback.succeeded();
                    session.demand();
                }
                case OpCode.PING -> answer(frame, callback);
                case OpCode.CLOSE -> callback.succeeded(); // Jetty answers it, and demands nothing more.
                default -> {
                    callback.succeeded();
                    session.demand();
                }
            }
        } catch (RuntimeException | Error failure) {
            callback.failed(failure);
        }
    }

    private void data(Frame frame) {
        if (frame.getOpCode() != OpCode.CONTINUATION) {
            isText = frame.getOpCode() == OpCode.TEXT;
        }
        if (isText) {
            text(frame);
        } else {
            listener.binary();
        }
    }

    private void text(Frame frame) {
        Utf8StringBuilder part = text == null ? new Utf8StringBuilder(frame.getPayloadLength()) : text;
        if (frame.hasPayload()) {
            part.append(frame.getPayload());
        }
        if (frame.isFin()) {
            text = null;
            listener.text(part.takeCompleteString(JettyTextSocket::notUtf8), true);
        } else {
            // Keeps the first bytes of a character whose rest is in the next frame.
            text = part;
            listener.text(part.takePartialString(JettyTextSocket::notUtf8), false);
        }
    }

    private static BadPayloadException notUtf8() {
        return new BadPayloadException("Invalid UTF-8");
    }

    /** Reads on when the answer is gone: who pings and does not read is held up by its own connection. */
    private void answer(Frame ping, Callback callback) {
        ByteBuffer payload = BufferUtil.copy(ping.getPayload());
        session.sendFrame(
                new Frame(OpCode.PONG, true, payload),
                Callback.from(
                        () -> {
                            callback.succeeded();
                            session.demand();
                        },
                        callback::failed),
                false);
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        // The peer vanished or broke the protocol: Jetty closes the connection.
        listener.closed();
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        listener.closed();
        callback.succeeded();
    }

    @Override
    public void send(ByteBuffer utf8, Consumer<Throwable> done) {
        session.sendFrame(new Frame(OpCode.TEXT, utf8), Callback.from(() -> done.accept(null), done), false);
    }

    @Override
    public boolean isOpen() {
        return session.isOutputOpen();
    }

    @Override
    public void setIdleTimeout(Duration timeout) {
        session.setIdleTimeout(timeout);
    }

    @Override
    public void close(int code, String reason) {
        session.close(code, reason, Callback.NOOP);
    }
}
