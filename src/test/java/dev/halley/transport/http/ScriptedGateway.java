package dev.halley.transport.http;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Outgoing;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A gateway that does with every request what a test says, and hands the calls to it. */
final class ScriptedGateway implements Gateway {

    static final int GENEROUS_SECONDS = 20;

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private volatile Consumer<Call> script = Call::succeed;
    volatile List<String> transports = List.of("websocket", "streaming", "long-polling", "callback-polling");
    volatile boolean open = true;

    /** One link that was opened. */
    static final class Call implements Link {

        final String transport;
        final Connection connection;
        final Peer peer;
        final Traits traits;
        final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
        final CompletableFuture<@Nullable Throwable> completed = new CompletableFuture<>();
        private final ScriptedGateway gateway;
        volatile List<Request> requests = List.of();
        volatile String thread = "";
        volatile Runnable atRelease = () -> {};

        Call(ScriptedGateway gateway, String transport, Connection connection, Peer peer, Traits traits) {
            this.gateway = gateway;
            this.transport = transport;
            this.connection = connection;
            this.peer = peer;
            this.traits = traits;
        }

        @Override
        public void receive(List<Request> received) {
            requests = received;
            thread = Thread.currentThread().getName();
            try {
                gateway.script.accept(this);
            } finally {
                gateway.calls.add(this);
            }
        }

        @Override
        public void release() {
            atRelease.run();
        }

        @Override
        public void closed(CloseReason reason) {
            closed.complete(reason);
        }

        /** Answers every request with success. */
        void succeed() {
            send(requests.stream().map(Reply::success).toArray(Outgoing[]::new));
        }

        void send(Outgoing... messages) {
            connection.send(new Batch(Arrays.stream(messages).map(Encoded::of).toList()), new Connection.Completion() {
                @Override
                public void succeeded() {
                    done(null);
                }

                @Override
                public void failed(Throwable cause) {
                    done(cause);
                }
            });
        }

        private void done(@Nullable Throwable cause) {
            if (!completed.complete(cause)) {
                throw new IllegalStateException("Completed twice.");
            }
        }

        /** @return an event with so many characters */
        static ChannelMessage event(int size) {
            return ChannelMessage.of("/a", RawJson.from("x".repeat(size)));
        }
    }

    ScriptedGateway on(Consumer<Call> newScript) {
        script = newScript;
        return this;
    }

    /** @return the next request that the core got; waits for it */
    Call next() {
        try {
            Call call = calls.poll(GENEROUS_SECONDS, TimeUnit.SECONDS);
            if (call == null) {
                throw new AssertionError("No request came.");
            }
            return call;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    boolean gotNothing() {
        return calls.isEmpty();
    }

    @Override
    public Link open(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits) {
        if (kind != Link.Kind.RESPONSE) {
            throw new AssertionError(kind);
        }
        return new Call(this, transport, connection, peer, traits);
    }

    @Override
    public List<String> transports() {
        return transports;
    }

    @Override
    public boolean isOpen() {
        return open;
    }
}
