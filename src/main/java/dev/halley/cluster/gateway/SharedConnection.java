package dev.halley.cluster.gateway;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A connection that several links use one after the other: what a new one sends waits until what the one before has sent is out.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SharedConnection implements Connection {

    private final Connection connection;
    /** Guarded by this, as is the next one. */
    private final Queue<Waiting> waiting = new ArrayDeque<>(2);

    private boolean inFlight;

    private record Waiting(Batch batch, Completion completion) {}

    SharedConnection(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void begin() {
        connection.begin();
    }

    @Override
    public void send(Batch batch, Completion completion) {
        synchronized (this) {
            if (inFlight) {
                waiting.add(new Waiting(batch, completion));
                return;
            }
            inFlight = true;
        }
        transmit(new Waiting(batch, completion));
    }

    private void transmit(Waiting next) {
        connection.send(next.batch, new Completion() {
            @Override
            public void succeeded() {
                sendNext();
                next.completion.succeeded();
            }

            @Override
            public void failed(Throwable cause) {
                sendNext();
                next.completion.failed(cause);
            }
        });
    }

    private void sendNext() {
        Waiting next = poll();
        if (next != null) {
            transmit(next);
        }
    }

    private synchronized @Nullable Waiting poll() {
        Waiting next = waiting.poll();
        inFlight = next != null;
        return next;
    }

    @Override
    public void close(CloseReason reason) {
        connection.close(reason);
    }

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public void sendIsBlocked() {
        connection.sendIsBlocked();
    }
}
