package dev.halley.core;

import dev.halley.core.runtime.Platform;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.MeasuredServer;
import dev.halley.testkit.Visitor;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server whose clients are in memory: what is sent to them is encoded, counted and done at once.
 *
 * <p>Tasks for its workers wait until {@link #work} runs them, on the benchmark's thread.
 *
 * <p>Thread-safety: confined to one thread, but for the timer's tasks, which are handed to it.
 */
final class InMemory implements AutoCloseable {

    private static final MessageReader READER = new MessageReader(100, 1_000);
    private static final Peer PEER = Peer.of(Visitor.anonymous());

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final InProcessServer server = MeasuredServer.start(this::later);
    private final Traits traits =
            server().transportContext().settings("websocket").traits(Link.Kind.DUPLEX);
    private long sent;
    private boolean ends;

    /** A client with a session. */
    final class Client implements Connection {

        private final Link link = server().open("websocket", Link.Kind.DUPLEX, this, PEER, traits);
        private String id = "";

        Client() {
            says("{'channel':'/meta/handshake','version':'1.0','supportedConnectionTypes':['websocket']}");
            says("{'channel':'/meta/connect','connectionType':'websocket'," + clientId() + "}");
            work();
        }

        void subscribe(String channel) {
            says("{'channel':'/meta/subscribe','subscription':'" + channel + "'," + clientId() + "}");
        }

        void unsubscribe(String channel) {
            says("{'channel':'/meta/unsubscribe','subscription':'" + channel + "'," + clientId() + "}");
        }

        /** @return the text of a publish of some 100 bytes */
        String publish(String channel) {
            return "[{\"channel\":\"" + channel + "\",\"data\":{\"m\":\"" + "x".repeat(92) + "\"},\"clientId\":\"" + id
                    + "\",\"id\":\"7\"}]";
        }

        /** @return how many characters have been sent so far, to all clients */
        long receives(String text) {
            link.receive(READER.read(text));
            return work();
        }

        private String clientId() {
            return "'clientId':'" + id + "'";
        }

        private void says(String message) {
            link.receive(READER.read("[" + message.replace('\'', '"') + "]"));
            work();
        }

        @Override
        public void send(Batch batch, Completion completion) {
            String text = batch.text();
            sent += text.length();
            if (id.isEmpty()) {
                id = text.replaceFirst(".*\"clientId\":\"([^\"]*)\".*", "$1");
            }
            completion.succeeded();
        }

        @Override
        public void close(CloseReason reason) {
            if (!ends) {
                throw new IllegalStateException("closed: " + reason);
            }
            link.closed(reason);
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }

    private void later(Runnable task) {
        if (ends) {
            task.run();
        } else {
            tasks.add(task);
        }
    }

    CoreServer server() {
        return MeasuredServer.core(server);
    }

    Platform platform() {
        return MeasuredServer.platform(server);
    }

    /** Does what waits for a worker. @return how many characters have been sent so far */
    long work() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        return sent;
    }

    @Override
    public void close() {
        ends = true;
        server.close();
    }
}
