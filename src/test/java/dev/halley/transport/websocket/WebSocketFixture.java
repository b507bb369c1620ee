package dev.halley.transport.websocket;

import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.Platform;
import dev.halley.testing.JettyHost;
import dev.halley.testing.OtherGateway;
import dev.halley.testing.RawWebSocket;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * The transport on Jetty, with a scripted core behind it.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class WebSocketFixture implements AutoCloseable {

    /** How long a close of ours may stay unanswered where a test waits for that. */
    static final Duration SHORT = Duration.ofMillis(300);

    final ScriptedGateway gateway = new ScriptedGateway();
    final RecordedEvents events = new RecordedEvents();
    final ManualTime time = new ManualTime();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final JettyHost jetty;

    WebSocketFixture(JettyHost jetty, Map<String, String> settings) {
        this(jetty, settings, UnaryOperator.identity());
    }

    WebSocketFixture(JettyHost jetty, Map<String, String> settings, Duration closeTimeout) {
        this(jetty, settings, UnaryOperator.identity(), own -> own.withCloseTimeout(closeTimeout));
    }

    /** @param seen the application's context as the transport sees it */
    WebSocketFixture(JettyHost jetty, Map<String, String> settings, UnaryOperator<ServletContext> seen) {
        this(jetty, settings, seen, UnaryOperator.identity());
    }

    private WebSocketFixture(
            JettyHost jetty,
            Map<String, String> settings,
            UnaryOperator<ServletContext> seen,
            UnaryOperator<WebSocketSettings> change) {
        this.jetty = jetty.at("/app");
        Platform platform = new Platform(ServerConfig.of(settings), time, time, workers, events);
        WebSocketSettings own = change.apply(WebSocketSettings.of(platform.config()));
        jetty.deploying(application -> new WebSocketTransport(own, List.of("/cometd/*"))
                        .start(OtherGateway.of(platform, gateway, seen.apply(application))))
                .start();
    }

    URI uri() {
        return jetty.uri("ws");
    }

    RawWebSocket open() {
        return open(Map.of());
    }

    RawWebSocket open(Map<String, String> headers) {
        return RawWebSocket.open(uri(), headers);
    }

    @Override
    public void close() {
        jetty.close();
        workers.shutdownNow();
    }
}
