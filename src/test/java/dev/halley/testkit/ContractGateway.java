package dev.halley.testkit;

import dev.halley.protocol.CloseReason;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands for the core: keeps what a transport hands over, and sends what the test says.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ContractGateway implements Gateway {

    private static final long PATIENCE_SECONDS = 30;

    private final List<OpenedLink> links = new CopyOnWriteArrayList<>();
    private final BlockingQueue<OpenedLink> received = new LinkedBlockingQueue<>();
    private volatile List<String> names = List.of();

    /** @param newNames the names of the transports that are allowed */
    void allow(List<String> newNames) {
        names = newNames;
    }

    @Override
    public Link open(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits) {
        OpenedLink link = new OpenedLink(transport, kind, connection, peer, traits);
        links.add(link);
        return link.new End();
    }

    @Override
    public List<String> transports() {
        return names;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    List<OpenedLink> links() {
        return links;
    }

    /** Waits for the next text. @return the link over which it came */
    OpenedLink nextReceived() throws InterruptedException {
        OpenedLink next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("The transport has handed over no request.");
        }
        return next;
    }

    /** What became of one batch. */
    static final class Sent implements Connection.Completion {

        private final CompletableFuture<Boolean> result = new CompletableFuture<>();
        private final AtomicInteger completions = new AtomicInteger();

        @Override
        public void succeeded() {
            completions.incrementAndGet();
            result.complete(true);
        }

        @Override
        public void failed(Throwable cause) {
            completions.incrementAndGet();
            result.complete(false);
        }

        /** Waits until it is known. */
        boolean hasSucceeded() {
            try {
                return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException never) {
                throw new AssertionError("The completion of a batch was not called.", never);
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }

        int completions() {
            return completions.get();
        }
    }

    /** One link, and what came over it. */
    final class OpenedLink {

        private final String transport;
        private final Link.Kind kind;
        private final Connection connection;
        private final Peer peer;
        private final Traits traits;
        private final List<List<Request>> texts = new CopyOnWriteArrayList<>();
        private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        private OpenedLink(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits) {
            this.transport = transport;
            this.kind = kind;
            this.connection = connection;
            this.peer = peer;
            this.traits = traits;
        }

        /** The end that the transport has. */
        private final class End implements Link {

            @Override
            public void receive(List<Request> requests) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                texts.add(requests);
                received.add(OpenedLink.this);
                inside.decrementAndGet();
            }

            @Override
            public void release() {}

            @Override
            public void closed(CloseReason reason) {
                closed.add(reason);
            }
        }

        String transport() {
            return transport;
        }

        Link.Kind kind() {
            return kind;
        }

        Connection connection() {
            return connection;
        }

        Peer peer() {
            return peer;
        }

        Traits traits() {
            return traits;
        }

        List<List<Request>> received() {
            return texts;
        }

        BlockingQueue<CloseReason> closed() {
            return closed;
        }

        /** @return how many threads were in it at the same time */
        int mostAtATime() {
            return most.get();
        }

        Sent send(Batch batch) {
            Sent sent = new Sent();
            connection.send(batch, sent);
            return sent;
        }
    }
}
