package dev.halley.testing;

import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.LocalBroker;
import dev.halley.core.Platform;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import dev.halley.transport.http.BayeuxServlet;
import dev.halley.transport.http.HttpTransport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The real server on an embedded Jetty: the core with its transports, at a time that the test moves by hand.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class TestServer implements AutoCloseable {

    private static final List<String> TRANSPORTS = List.of("websocket", "long-polling", "callback-polling");

    private final ManualTime time = new ManualTime();
    private final RecordedEvents events = new RecordedEvents();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final JettyHost jetty;
    private final ServerConfig config;
    private final CoreServer core;
    private final Platform platform;
    private final HttpTransport http;

    /** Adds a transport of its own to a server that is about to start. */
    public interface Extra {

        /** @param jetty where an endpoint can be added */
        void addTo(JettyHost jetty, Platform platform, CoreServer core);
    }

    private TestServer(JettyHost jetty, Map<String, String> settings) {
        this.jetty = jetty;
        config = ServerConfig.of(settings);
        platform = new Platform(config, time, time, workers, events);
        List<String> allowed = config.allowedTransports();
        core = new CoreServer(platform, new LocalBroker(), allowed.isEmpty() ? TRANSPORTS : allowed);
        http = new HttpTransport(config, core, events, time);
    }

    /** @param settings names and values in turn, as init-params have them */
    public static TestServer start(String... settings) {
        return start((jetty, platform, core) -> {}, settings);
    }

    public static TestServer start(Extra extra, String... settings) {
        return start(new JettyHost(), extra, settings);
    }

    public static TestServer start(JettyHost jetty, Extra extra, String... settings) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        TestServer server = new TestServer(jetty, map);
        server.start(extra);
        return server;
    }

    private void start(Extra extra) {
        core.start();
        http.start(core);
        jetty.attribute(HttpTransport.ATTRIBUTE, http).servlet(new BayeuxServlet(), true, Map.of());
        extra.addTo(jetty, platform, core);
        jetty.start();
    }

    public CoreServer bayeux() {
        return core;
    }

    public RecordedEvents events() {
        return events;
    }

    public ServerConfig config() {
        return config;
    }

    public JettyHost jetty() {
        return jetty;
    }

    public int port() {
        return jetty.port();
    }

    /** @return the server's time, for waiting until something is scheduled */
    public ManualTime time() {
        return time;
    }

    /** Moves the server's time. */
    public void advance(Duration by) {
        time.advance(by);
    }

    /** @return a connection on which any bytes can be sent */
    public RawHttp connect() {
        return RawHttp.connect(port());
    }

    /** Stops the core, as an undeployment does, while Jetty still runs. */
    public void stopCore() {
        core.stop();
        http.stop();
    }

    @Override
    public void close() {
        stopCore();
        jetty.close();
        workers.shutdownNow();
    }
}
