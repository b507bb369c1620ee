package dev.halley.transport;

import dev.halley.json.MalformedJsonException;
import dev.halley.json.RawJson;
import dev.halley.protocol.BatchTooLargeException;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import dev.halley.spi.TransportSettings;
import dev.halley.testing.BayeuxTestClient;
import dev.halley.testkit.Visitor;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A transport that needs no network: what the server sends is put into a queue. It shows how little a transport is.
 *
 * <p>Thread-safety: thread-safe.
 */
final class QueueTransport implements Transport {

    private final String name;
    private volatile @Nullable TransportContext context;

    QueueTransport(String name) {
        this.name = name;
    }

    @Override
    public List<String> names() {
        return List.of(name);
    }

    @Override
    public void start(TransportContext newContext) {
        context = newContext;
    }

    @Override
    public void stop() {
        context = null;
    }

    /** @return a client over a connection of its own */
    BayeuxTestClient connect() {
        TransportContext open = context;
        if (open == null || !open.gateway().isOpen()) {
            throw new IllegalStateException("The transport takes no connections.");
        }
        return new Client(open);
    }

    /** Both ends of a connection. */
    private final class Client implements BayeuxTestClient, Connection {

        private static final int GENEROUS_SECONDS = 20;

        private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
        private final TransportSettings settings;
        private final MessageReader reader;
        private final Link link;
        private volatile boolean open = true;

        Client(TransportContext server) {
            settings = server.settings(name);
            reader = settings.reader();
            Peer peer = Peer.of(Visitor.anonymous());
            link = server.gateway().open(name, Link.Kind.DUPLEX, this, peer, settings.traits(Link.Kind.DUPLEX));
        }

        // ---- the server's end ----

        @Override
        public void send(Batch batch, Completion completion) {
            for (JsonValue message : RawJson.parse(batch.text()).value().asJsonArray()) {
                messages.add(message.asJsonObject());
            }
            completion.succeeded();
        }

        @Override
        public void close(CloseReason reason) {
            if (open) {
                open = false;
                closed.add(reason);
                link.closed(reason);
            }
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        // ---- the client's end ----

        @Override
        public String transport() {
            return name;
        }

        @Override
        public void send(String text) {
            if (text.length() > settings.maxMessageSize()) {
                close(CloseReason.TOO_LARGE);
                return;
            }
            try {
                link.receive(reader.read(text));
            } catch (MalformedJsonException e) {
                close(CloseReason.MALFORMED);
            } catch (BatchTooLargeException e) {
                close(CloseReason.TOO_LARGE);
            }
        }

        @Override
        public JsonObject next() {
            return take(messages);
        }

        @Override
        public boolean hasNothing() {
            return messages.isEmpty();
        }

        @Override
        public String refusal(String text) {
            send(text);
            return switch (take(closed)) {
                case MALFORMED -> "malformed";
                case TOO_LARGE -> "too large";
                default -> "unexpected";
            };
        }

        private static <T> T take(BlockingQueue<T> queue) {
            try {
                T taken = queue.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
                if (taken == null) {
                    throw new AssertionError("Nothing came.");
                }
                return taken;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void abort() {
            close(CloseReason.CONNECTION_LOST);
        }

        @Override
        public void close() {
            close(CloseReason.DISCONNECTED);
        }
    }
}
