package dev.halley.benchmark;

import dev.halley.api.ServerSession;
import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.Closers;
import dev.halley.core.CoreServer;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.SenderThreads;
import dev.halley.core.runtime.SystemClock;
import dev.halley.core.runtime.Threads;
import dev.halley.core.runtime.WorkerBatches;
import dev.halley.json.RawJson;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.MessageScope;
import dev.halley.spi.Peer;
import dev.halley.spi.ReadBoundary;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Traits;
import dev.halley.testkit.Visitor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Halley's core, with the threads that it has in a servlet container.
 *
 * <p>Thread-safety: thread-safe once all have joined.
 */
final class HalleyPush implements Pushing.PushServer {

    private static final MessageReader READER = new MessageReader(100, 1_000);
    private static final Peer PEER = Peer.of(Visitor.anonymous());
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    };

    private final CoreServer server;
    private final Traits traits;

    HalleyPush() {
        // Nobody connects again: no session may expire.
        ServerConfig config = ServerConfig.of(Map.of("maxInterval", "3600000"));
        SenderThreads senders = new SenderThreads(DAEMONS, config.senderThreads());
        Threads threads = new Threads(Executors.newCachedThreadPool(DAEMONS), senders, new Closers(senders));
        ExecutorTimer timer = new ExecutorTimer(DAEMONS);
        ServerEvents events = new ServerEvents() {};
        server = new CoreServer(
                new Platform(
                        config,
                        new SystemClock(),
                        timer,
                        threads,
                        events,
                        MessageScope.NONE,
                        ReadBoundary.UNKNOWN,
                        new WorkerBatches(threads.workers(), timer, events)),
                new LocalBroker(),
                List.of("websocket"));
        traits = server.transportContext().settings("websocket").traits(Link.Kind.DUPLEX);
        server.start();
    }

    @Override
    public void join(List<String> channels, Pushing.Sink sink) {
        List<ServerSession> before = List.copyOf(server.sessions());
        Socket socket = new Socket(sink);
        socket.says("{'channel':'/meta/handshake','version':'1.0','supportedConnectionTypes':['websocket']}");
        String id = server.sessions().stream()
                .filter(session -> !before.contains(session))
                .findFirst()
                .orElseThrow()
                .id();
        socket.says("{'channel':'/meta/connect','connectionType':'websocket','clientId':'" + id + "'}");
        for (String channel : channels) {
            socket.says("{'channel':'/meta/subscribe','subscription':'" + channel + "','clientId':'" + id + "'}");
        }
    }

    @Override
    public void publish(String channel) {
        server.createChannel(channel).publish(null, RawJson.parse("{\"m\":\"" + Pushing.TEXT + "\"}"));
    }

    private final class Socket implements Connection {

        private final Link link = server.open("websocket", Link.Kind.DUPLEX, this, PEER, traits);
        private final Pushing.Sink sink;

        Socket(Pushing.Sink sink) {
            this.sink = sink;
        }

        void says(String message) {
            link.receive(READER.read("[" + message.replace('\'', '"') + "]"));
        }

        @Override
        public void send(Batch batch, Completion completion) {
            sink.send(
                    batch.text(),
                    batch.messages().stream().map(sent -> sent.message().channel()).toList());
            completion.succeeded();
        }

        @Override
        public void close(CloseReason reason) {
            throw new IllegalStateException("closed: " + reason);
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }
}
