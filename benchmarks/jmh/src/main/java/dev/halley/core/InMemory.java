package dev.halley.core;

import dev.halley.api.BayeuxContext;
import dev.halley.config.ServerConfig;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.ServerEvents;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final Peer PEER = new Peer(context(), null, false, false, true, true);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ExecutorTimer timer = new ExecutorTimer(task -> {
        Thread thread = new Thread(task, "timer");
        thread.setDaemon(true);
        return thread;
    });
    private final Platform platform;
    private final CoreServer server;
    private long sent;

    InMemory() {
        ServerConfig config = ServerConfig.of(Map.of());
        platform = new Platform(config, new SystemClock(), timer, tasks::add, new ServerEvents() {});
        server = new CoreServer(platform, new LocalBroker(), List.of("websocket"));
        server.start();
    }

    /** A client with a session. */
    final class Client implements Connection {

        private final Link link = server.open("websocket", Link.Kind.TWO_WAY, this, PEER);
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
            throw new IllegalStateException("closed: " + reason);
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }

    CoreServer server() {
        return server;
    }

    Platform platform() {
        return platform;
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
        timer.close();
    }

    private static BayeuxContext context() {
        return (BayeuxContext) Proxy.newProxyInstance(
                BayeuxContext.class.getClassLoader(),
                new Class<?>[] {BayeuxContext.class},
                (proxy, method, arguments) -> {
                    if (method.getReturnType() == Optional.class) {
                        return Optional.empty();
                    }
                    if (method.getReturnType() == List.class) {
                        return List.of();
                    }
                    if (method.getReturnType() == boolean.class) {
                        return false;
                    }
                    return method.getName().equals("transport") ? "websocket" : "";
                });
    }
}
