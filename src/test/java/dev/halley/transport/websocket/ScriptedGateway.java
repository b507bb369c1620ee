package dev.halley.transport.websocket;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Stands for the core: keeps what a transport hands over, and does what the test says.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ScriptedGateway implements Gateway {

    private final BlockingQueue<ScriptedLink> links = new LinkedBlockingQueue<>();
    private volatile boolean open = true;
    private volatile BiConsumer<ScriptedLink, List<Request>> behaviour = (link, requests) -> {};

    /** What to do with requests, besides keeping them. */
    void onReceive(BiConsumer<ScriptedLink, List<Request>> newBehaviour) {
        behaviour = newBehaviour;
    }

    void stop() {
        open = false;
    }

    /** Waits for the next link to be opened. */
    ScriptedLink nextLink() {
        return next(links);
    }

    boolean hasNoLink() {
        return links.isEmpty();
    }

    @Override
    public Link open(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits) {
        ScriptedLink link = new ScriptedLink(transport, kind, connection, peer, traits);
        links.add(link);
        return link;
    }

    @Override
    public List<String> transports() {
        return List.of(WebSocketTransport.NAME);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("Nothing came in 20 seconds.");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The core's end of one connection. */
    final class ScriptedLink implements Link {

        final String transport;
        final Kind kind;
        final Connection connection;
        final Peer peer;
        final Traits traits;
        private final BlockingQueue<List<Request>> received = new LinkedBlockingQueue<>();
        private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

        private ScriptedLink(String transport, Kind kind, Connection connection, Peer peer, Traits traits) {
            this.transport = transport;
            this.kind = kind;
            this.connection = connection;
            this.peer = peer;
            this.traits = traits;
        }

        @Override
        public void receive(List<Request> requests) {
            received.add(requests);
            behaviour.accept(this, requests);
        }

        @Override
        public void release() {
            throw new UnsupportedOperationException("WebSockets can always wait.");
        }

        @Override
        public void closed(CloseReason reason) {
            closed.complete(reason);
        }

        List<Request> nextRequests() {
            return next(received);
        }

        boolean hasNoRequests() {
            return received.isEmpty();
        }

        CloseReason closeReason() {
            return closed.orTimeout(60, TimeUnit.SECONDS).join();
        }

        /** Sends one event that carries a text. */
        CompletableFuture<Void> send(String text) {
            CompletableFuture<Void> sent = new CompletableFuture<>();
            Encoded event = Encoded.of(ChannelMessage.of("/test", RawJson.parse('"' + text + '"')));
            connection.send(new Batch(List.of(event)), new Connection.Completion() {
                @Override
                public void succeeded() {
                    once(sent.complete(null));
                }

                @Override
                public void failed(Throwable cause) {
                    once(sent.completeExceptionally(cause));
                }
            });
            return sent;
        }

        private void once(boolean first) {
            if (!first) {
                throw new AssertionError("A send was completed twice.");
            }
        }
    }
}
