package dev.halley.transport.websocket;

import dev.halley.config.ServerConfig;
import dev.halley.core.ExecutorTimer;
import dev.halley.core.Platform;
import dev.halley.core.SystemClock;
import dev.halley.spi.ServerEvents;
import dev.halley.testing.RawWebSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The transport on a container, with a scripted core behind it.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class WebSocketFixture implements AutoCloseable {

    static final Timeouts SHORT =
            new Timeouts(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ZERO);

    final ScriptedGateway gateway = new ScriptedGateway();
    final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final EmbeddedContainer container;
    private final URI uri;

    WebSocketFixture(EmbeddedContainer container, Map<String, String> settings) throws Exception {
        this(container, settings, Timeouts.withIdle(Duration.ZERO));
    }

    WebSocketFixture(EmbeddedContainer container, Map<String, String> settings, Timeouts timeouts) throws Exception {
        this.container = container;
        ServerEvents events = new ServerEvents() {
            @Override
            public void transportFailed(String transport, Throwable cause) {
                failures.add(cause);
            }
        };
        Platform platform = new Platform(ServerConfig.of(settings), new SystemClock(), timer, workers, events);
        this.uri = container.start(application ->
                new WebSocketTransport(platform, application, List.of("/cometd"), timeouts).start(gateway));
    }

    URI uri() {
        return uri;
    }

    RawWebSocket open() {
        return open(Map.of());
    }

    RawWebSocket open(Map<String, String> headers) {
        return RawWebSocket.open(uri, headers);
    }

    @Override
    public void close() {
        container.close();
        timer.close();
        workers.shutdownNow();
    }
}
