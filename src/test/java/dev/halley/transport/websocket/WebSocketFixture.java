package dev.halley.transport.websocket;

import dev.halley.config.ServerConfig;
import dev.halley.core.Platform;
import dev.halley.testing.RawWebSocket;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The transport on a container, with a scripted core behind it.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class WebSocketFixture implements AutoCloseable {

    static final Timeouts SHORT = new Timeouts(Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ZERO);

    final ScriptedGateway gateway = new ScriptedGateway();
    final RecordedEvents events = new RecordedEvents();
    final ManualTime time = new ManualTime();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EmbeddedContainer container;
    private final URI uri;

    WebSocketFixture(EmbeddedContainer container, Map<String, String> settings) throws Exception {
        this(container, settings, Timeouts.withIdle(Duration.ZERO));
    }

    WebSocketFixture(EmbeddedContainer container, Map<String, String> settings, Timeouts timeouts) throws Exception {
        this.container = container;
        Platform platform = new Platform(ServerConfig.of(settings), time, time, workers, events);
        this.uri = container.start(application ->
                new WebSocketTransport(platform, application, List.of("/cometd/*"), timeouts).start(gateway));
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
        workers.shutdownNow();
    }
}
