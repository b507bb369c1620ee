package dev.halley.testkit;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.LocalBroker;
import dev.halley.core.Platform;
import dev.halley.operation.EventFanOut;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Inspection;
import dev.halley.spi.MessageScope;
import dev.halley.spi.ReadBoundary;
import dev.halley.spi.ServerEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A server in the test's own process, without a container. Time stands still until the test moves it, and everything
 * happens on the thread that causes it: what is published has arrived when the call returns.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class InProcessServer implements AutoCloseable {

    private static final List<String> TRANSPORTS = List.of("websocket", "long-polling");

    private final ManualTime time = new ManualTime();
    private final RecordedEvents events = new RecordedEvents();
    private final List<TestClient> clients = new CopyOnWriteArrayList<>();
    private final CoreServer core;
    private final @Nullable TestBeans beans;
    private final MessageReader reader;

    private InProcessServer(ServerConfig config, @Nullable TestBeans beans, ServerEvents[] observers) {
        List<ServerEvents> all = new ArrayList<>(List.of(observers));
        all.add(events);
        this.beans = beans;
        Executor workers = beans == null ? Runnable::run : beans.workers(Runnable::run);
        MessageScope scope = beans == null ? MessageScope.NONE : beans.messageScope();
        Platform platform = new Platform(config, time, time, workers, EventFanOut.of(all), scope, ReadBoundary.UNKNOWN);
        core = new CoreServer(platform, new LocalBroker(), TRANSPORTS);
        reader = new MessageReader(config.limits().maxDepth(), config.limits().maxBatch());
    }

    /**
     * @param observers are told what happens, besides {@link #events}
     * @throws IllegalArgumentException if a setting is wrong; the message says which
     */
    public static InProcessServer start(Setup setup, ServerEvents... observers) {
        InProcessServer server =
                new InProcessServer(ServerConfig.of(setup.settings()), startBeans(setup.beans()), observers);
        server.core.start();
        try {
            server.apply(setup);
            return server;
        } catch (RuntimeException | Error failed) {
            server.close();
            throw failed;
        }
    }

    private static @Nullable TestBeans startBeans(List<Class<?>> types) {
        if (types.isEmpty()) {
            return null;
        }
        try {
            return TestBeans.start(types);
        } catch (NoClassDefFoundError noCdi) {
            throw new IllegalStateException(
                    "Beans under test need Weld SE: the test's class path must have org.jboss.weld.se:weld-se-core.",
                    noCdi);
        }
    }

    /** In the order of a deployment: what is configured, then the beans. */
    private void apply(Setup setup) {
        if (beans != null) {
            beans.securityPolicy().ifPresent(core::securityPolicy);
            beans.serverStarted(core, core::stop);
        }
        setup.applyTo(core);
        if (beans != null) {
            beans.register(core);
        }
    }

    /**
     * @return a bean of the application under test
     * @throws IllegalStateException if the server has no beans
     * @throws RuntimeException if there is no such bean, or more than one
     */
    public <T> T bean(Class<T> type) {
        if (beans == null) {
            throw new IllegalStateException("This server has no beans: name their classes in @HalleyTest(beans = …).");
        }
        return beans.bean(type);
    }

    /** @return the server as the application sees it */
    public BayeuxServer bayeux() {
        return core;
    }

    /** @return what those who run the server see */
    public Inspection inspection() {
        return core;
    }

    CoreServer core() {
        return core;
    }

    MessageReader reader() {
        return reader;
    }

    /** @return a client over WebSocket of which the server knows nothing yet */
    public TestClient client() {
        return client(Visitor.anonymous());
    }

    /** @param visitor what the server is told of the client's request */
    public TestClient client(Visitor visitor) {
        TestClient client = new TestClient(this, visitor);
        clients.add(client);
        return client;
    }

    public ManualTime time() {
        return time;
    }

    /** Moves the time on; what becomes due meanwhile happens in its order. */
    public void advance(Duration by) {
        time.advance(by);
    }

    /** @return what the server told its observer */
    public RecordedEvents events() {
        return events;
    }

    /** @return the sessions of clients, those of services left out */
    public List<ServerSession> remoteSessions() {
        return core.sessions().stream().filter(session -> !session.isLocal()).toList();
    }

    /**
     * Takes what the application's code has thrown since this was asked last. The server only logs that: what no test takes
     * fails the test in its end.
     */
    public List<Throwable> takeFailures() {
        List<Throwable> taken = new ArrayList<>(events.failures());
        events.failures().clear();
        return taken;
    }

    /** Stops the server: held connects are answered, sessions end; then the beans. */
    @Override
    public void close() {
        core.stop();
        if (beans != null) {
            beans.close();
        }
    }
}
