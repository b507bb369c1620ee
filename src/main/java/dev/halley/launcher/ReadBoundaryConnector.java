package dev.halley.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * A connector whose connections tell when they have handed over all that they have read: before they read on, and when
 * they stop reading.
 *
 * <p>Thread-safety: thread-safe, as its superclass.
 */
final class ReadBoundaryConnector extends ServerConnector {

    private final ReadBoundaries boundaries;

    /** @param protocols what its connections speak, the outermost first */
    ReadBoundaryConnector(Server server, ReadBoundaries boundaries, ConnectionFactory... protocols) {
        super(server, protocols);
        this.boundaries = boundaries;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var endPoint = new TellingEndPoint(channel, selector, key);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    private final class TellingEndPoint extends SocketChannelEndPoint {

        TellingEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            super(channel, selector, key, ReadBoundaryConnector.this.getScheduler());
        }

        @Override
        public Runnable onSelected() {
            Runnable task = super.onSelected();
            return task == null ? null : new Telling(task);
        }

        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            boundaries.reached();
            return super.fill(buffer);
        }
    }

    /** What a connection does when there is something to read or room to write. */
    private final class Telling implements Invocable.Task, Closeable {

        private final Runnable task;

        Telling(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            boundaries.during(task);
        }

        @Override
        public InvocationType getInvocationType() {
            return Invocable.getInvocationType(task);
        }

        @Override
        public void close() throws IOException {
            if (task instanceof Closeable closeable) {
                closeable.close();
            }
        }
    }
}
