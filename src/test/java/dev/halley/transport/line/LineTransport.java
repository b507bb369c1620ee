package dev.halley.transport.line;

import dev.halley.json.MalformedJsonException;
import dev.halley.protocol.BatchTooLargeException;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.PlainContext;
import dev.halley.spi.Timer;
import dev.halley.spi.Traits;
import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import dev.halley.spi.TransportSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.ServletContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Bayeux over plain TCP: each line is a text of messages. */
@ApplicationScoped
public class LineTransport implements Transport {

    private static final String NAME = "lines";

    private volatile @Nullable Door door;

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public void start(TransportContext context) {
        try {
            Door opened = new Door(context);
            door = opened;
            context.unwrap(ServletContext.class)
                    .ifPresent(application -> application.setAttribute("lines.port", opened.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        Door opened = door;
        if (opened != null) {
            opened.close();
        }
    }

    /** @return where clients connect to, once it has started */
    public int port() {
        return Objects.requireNonNull(door).port();
    }

    /** Takes connections. */
    private static final class Door implements CompletionHandler<AsynchronousSocketChannel, @Nullable Void> {

        final TransportContext server;
        final TransportSettings settings;
        final MessageReader reader;
        final Traits traits;
        final AsynchronousChannelGroup threads;
        final AsynchronousServerSocketChannel socket;
        /** This, and the connections. */
        final AtomicInteger open = new AtomicInteger(1);

        Door(TransportContext context) throws IOException {
            server = context;
            settings = context.settings(NAME);
            reader = settings.reader();
            traits = settings.traits(Link.Kind.DUPLEX);
            threads = AsynchronousChannelGroup.withFixedThreadPool(1, task -> new Thread(task, "lines"));
            socket = AsynchronousServerSocketChannel.open(threads);
            int port = context.unwrap(ServletContext.class)
                    .map(application -> application.getInitParameter("lines.port"))
                    .map(Integer::parseInt)
                    .orElse(0);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.accept(null, this);
        }

        @Override
        public void completed(AsynchronousSocketChannel client, @Nullable Void none) {
            socket.accept(null, this);
            open.incrementAndGet();
            new Line(this, client).open();
        }

        @Override
        public void failed(Throwable closed, @Nullable Void none) {}

        int port() {
            try {
                return ((InetSocketAddress) socket.getLocalAddress()).getPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                closed();
            }
        }

        /** The thread ends with the last connection, which the core closes when it has said what there is to say. */
        void closed() {
            if (open.decrementAndGet() == 0) {
                threads.shutdown();
            }
        }
    }

    /** One client. */
    private static final class Line implements Connection, CompletionHandler<Integer, @Nullable Void> {

        private final Door door;
        private final AsynchronousSocketChannel socket;
        private final ByteBuffer input = ByteBuffer.allocate(4_096);
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();
        private volatile @Nullable Link link;

        Line(Door door, AsynchronousSocketChannel socket) {
            this.door = door;
            this.socket = socket;
        }

        void open() {
            if (!door.server.gateway().isOpen()) {
                close(CloseReason.SERVER_STOPPED);
                return;
            }
            try {
                InetSocketAddress remote = (InetSocketAddress) socket.getRemoteAddress();
                var context = new PlainContext(NAME, remote, "tcp:/" + socket.getLocalAddress(), "TCP", false);
                link = door.server.gateway().open(NAME, Link.Kind.DUPLEX, this, Peer.of(context), door.traits);
                CloseReason already = closed.get();
                if (already != null) {
                    told(already);
                } else {
                    read();
                }
            } catch (IOException gone) {
                close(CloseReason.CONNECTION_LOST);
            }
        }

        // ---- what comes ----

        private void read() {
            try {
                socket.read(input, null, this);
            } catch (ShutdownChannelGroupException stopped) {
                failed(stopped, null);
            }
        }

        @Override
        public void completed(Integer count, @Nullable Void none) {
            if (count < 0) {
                close(CloseReason.CONNECTION_LOST);
                return;
            }
            try {
                // This thread reads for all clients. The next bytes are read when these are handled: one thread at a
                // time.
                door.server.workers().execute(this::handle);
            } catch (RejectedExecutionException stopping) {
                close(CloseReason.SERVER_STOPPED);
            }
        }

        @Override
        public void failed(Throwable cause, @Nullable Void none) {
            close(CloseReason.CONNECTION_LOST);
        }

        private void handle() {
            input.flip();
            while (input.hasRemaining() && isOpen()) {
                byte next = input.get();
                if (next == '\n') {
                    receive(text.toByteArray());
                    text.reset();
                } else if (text.size() == door.settings.maxMessageSize()) {
                    close(CloseReason.TOO_LARGE);
                } else {
                    text.write(next);
                }
            }
            input.clear();
            if (isOpen()) {
                read();
            }
        }

        private void receive(byte[] bytes) {
            door.server.events().textReceived(bytes.length);
            try {
                String json = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
                link.receive(door.reader.read(json));
            } catch (CharacterCodingException | MalformedJsonException e) {
                close(CloseReason.MALFORMED);
            } catch (BatchTooLargeException e) {
                close(CloseReason.TOO_LARGE);
            } catch (RuntimeException | Error e) {
                door.server.events().transportFailed(NAME, e);
                close(CloseReason.INTERNAL_ERROR);
            }
        }

        // ---- what goes ----

        @Override
        public void send(Batch batch, Completion completion) {
            // A line break in JSON stands between its tokens, never in a text.
            String json = batch.text().replace('\n', ' ').replace('\r', ' ');
            Timer.Task late =
                    door.server.timer().schedule(door.settings.sendTimeout(), () -> close(CloseReason.CONNECTION_LOST));
            new Sending(StandardCharsets.UTF_8.encode(json + '\n'), completion, late).write();
        }

        /** What of one batch has not gone yet. */
        private final class Sending implements CompletionHandler<Integer, @Nullable Void> {

            private final ByteBuffer rest;
            private final Completion completion;
            private final Timer.Task late;

            Sending(ByteBuffer bytes, Completion completion, Timer.Task late) {
                this.rest = bytes;
                this.completion = completion;
                this.late = late;
            }

            void write() {
                try {
                    socket.write(rest, null, this);
                } catch (ShutdownChannelGroupException stopped) {
                    failed(stopped, null);
                }
            }

            @Override
            public void completed(Integer count, @Nullable Void none) {
                if (rest.hasRemaining()) {
                    write();
                } else {
                    late.cancel();
                    completion.succeeded();
                }
            }

            @Override
            public void failed(Throwable cause, @Nullable Void none) {
                late.cancel();
                completion.failed(cause);
                close(CloseReason.CONNECTION_LOST);
            }
        }

        @Override
        public boolean isOpen() {
            return closed.get() == null;
        }

        @Override
        public void close(CloseReason reason) {
            if (closed.compareAndSet(null, reason)) {
                try {
                    socket.close();
                } catch (IOException e) {
                    door.server.events().transportFailed(NAME, e);
                }
                told(reason);
                door.closed();
            }
        }

        /** The core may close the connection before it has given its own end of it. */
        private void told(CloseReason reason) {
            Link opened = link;
            if (opened != null) {
                opened.closed(reason);
            }
        }
    }
}
