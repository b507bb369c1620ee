package dev.halley.transport.websocket;

import dev.halley.container.TextSocket;
import dev.halley.protocol.CloseReason;
import dev.halley.spi.Batch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends over what the container has beyond Jakarta WebSocket: bytes, which sessions that get the same messages share.
 *
 * <p>Thread-safety: thread-safe, as the socket.
 */
record ContainerSocket(TextSocket socket) implements ClientSocket {

    @Override
    public void send(Batch batch, Consumer<@Nullable Throwable> done) {
        socket.send(ByteBuffer.wrap(batch.utf8()), done);
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void setIdleTimeout(Duration timeout) {
        socket.setIdleTimeout(timeout);
    }

    @Override
    public void close(CloseReason reason, Duration patience) {
        socket.close(CloseCodes.of(reason).getCode(), reason.text());
        // After that: of a client that was quiet for longer, a container may find at once that its time is over, and
        // tell it that.
        socket.setIdleTimeout(patience);
    }
}
