package dev.halley.testkit;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.cdi.RunningServer;
import dev.halley.cluster.runtime.InTurn;
import dev.halley.cluster.runtime.LoneCluster;
import dev.halley.cluster.state.LoneState;
import dev.halley.cluster.state.StateLimits;
import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.EventDispatcher;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.SystemClock;
import dev.halley.core.runtime.Threads;
import dev.halley.core.runtime.WorkerBatches;
import dev.halley.history.HistorySource;
import dev.halley.oort.Oort;
import dev.halley.oort.core.OortCore;
import dev.halley.oort.core.OortPorts;
import dev.halley.presence.ClusterPresence;
import dev.halley.presence.LocalPresence;
import dev.halley.presence.Rooms;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.Broker;
import dev.halley.spi.Clock;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.Inspection;
import dev.halley.spi.MessageScope;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Presence;
import dev.halley.spi.PresenceTracker;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A server in the test's own process, without a container. Time stands still until the test moves it. Everything
 * happens on the thread that causes it, so a published message has arrived when the call returns. A {@link Setup} may
 * change both.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public final class InProcessServer implements AutoCloseable {

    private static final List<String> TRANSPORTS = List.of("websocket", "long-polling");

    /** Reading a configuration takes longer than most tests: what was read once is kept. */
    private static final Map<Map<String, String>, ServerConfig> CONFIGS = new ConcurrentHashMap<>();

    private final RecordedEvents events = new RecordedEvents();
    private final List<TestClient> clients = new CopyOnWriteArrayList<>();
    private final @Nullable ManualTime manualTime;
    private final @Nullable ExecutorTimer realTime;
    private final @Nullable TestBeans beans;
    private final @Nullable ExecutorService ownThreads;
    private final List<Transport> transports;
    private final Platform platform;
    private final Cluster cluster;
    private final OwnedState state;
    private final CoreServer core;
    private final OortCore oort;
    private final MessageReader reader;

    private InProcessServer(
            ServerConfig config,
            Setup setup,
            @Nullable TestBeans beans,
            List<Transport> own,
            ServerEvents[] observers) {
        ServerEvents observer = observer(setup, beans, observers);
        ownThreads = setup.hasOwnThreads() ? Executors.newCachedThreadPool(InProcessServer::workerThread) : null;
        Threads threads = ownThreads == null ? setup.threads() : Threads.of(ownThreads);
        if (beans != null) {
            threads = new Threads(beans.workers(threads.workers()), threads.senders(), threads.closers());
        }
        MessageScope scope = beans == null ? MessageScope.NONE : beans.messageScope();
        this.beans = beans;
        manualTime = setup.isInRealTime() ? null : setup.time();
        realTime = manualTime == null ? new ExecutorTimer(InProcessServer::timerThread) : null;
        Timer timer = realTime == null ? Objects.requireNonNull(manualTime) : realTime;
        Clock clock = manualTime == null ? new SystemClock() : manualTime;
        var batches = new WorkerBatches(threads.workers(), timer, observer);
        platform = new Platform(config, clock, timer, threads, observer, scope, setup.boundary(), batches);
        List<String> names = names(config, own);
        transports = own.stream()
                .filter(transport -> !Collections.disjoint(names, transport.names()))
                .toList();
        Executor workers = threads.workers();
        cluster = setup.cluster()
                .orElseGet(() -> new LoneCluster(new ClusterNode(NodeId.random(), ""), workers, platform.timer()));
        state = setup.state().orElseGet(() -> loneState(workers));
        Broker broker = broker(setup, config);
        PresenceTracker presence = new Rooms(config.presence(), presence(setup, config));
        core = new CoreServer(
                platform,
                new CoreServer.Ports(broker, presence),
                names,
                cluster.self().id(),
                "");
        core.nodeName(cluster.self().name());
        oort = new OortCore(core, new OortPorts(cluster, state, broker), platform.timer(), workers);
        setup.cluster().ifPresent(linked -> oort.start());
        reader = new MessageReader(config.limits().maxDepth(), config.limits().maxBatch());
    }

    private ServerEvents observer(Setup setup, @Nullable TestBeans fromBeans, ServerEvents[] observers) {
        List<ServerEvents> all = new ArrayList<>(List.of(observers));
        all.add(setup.isRecorded() ? events : events.failuresAlone());
        if (fromBeans != null) {
            all.addAll(fromBeans.observers());
        }
        return EventDispatcher.to(all);
    }

    private static List<String> names(ServerConfig config, List<Transport> own) {
        List<String> names = new ArrayList<>(config.allowedTransports());
        if (names.isEmpty()) {
            names.addAll(TRANSPORTS);
            own.forEach(transport -> names.addAll(transport.names()));
        }
        return names;
    }

    private OwnedState loneState(Executor workers) {
        return new LoneState(cluster.self().id(), StateLimits.USUAL, new InTurn(workers, platform.timer()));
    }

    private Presence presence(Setup setup, ServerConfig config) {
        var surroundings = new ClusterPresence.Surroundings(
                platform.clock(), platform.timer(), platform.threads().workers());
        return setup.cluster().isEmpty()
                ? new LocalPresence()
                : new ClusterPresence(cluster, state, config.presence(), surroundings);
    }

    private Broker broker(Setup setup, ServerConfig config) {
        return setup.broker()
                .or(this::brokerOfBeans)
                .orElseGet(() -> new LocalBroker(
                        HistorySource.open(config, platform.clock(), platform.timer(), platform.events())));
    }

    private Optional<Broker> brokerOfBeans() {
        return beans == null ? Optional.empty() : beans.broker();
    }

    /** A test that forgets to close its server does not keep the JVM. */
    private static Thread timerThread(Runnable task) {
        return daemon(task, "halley-timer");
    }

    private static Thread workerThread(Runnable task) {
        return daemon(task, "halley-worker");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts a server.
     *
     * @param observers receive the server's events, in addition to {@link #events}
     * @throws IllegalArgumentException if a setting is wrong, unknown, or has no effect on a server under test; the
     *     message names it
     */
    public static InProcessServer start(Setup setup, ServerEvents... observers) {
        setup.refuseWhatMeansNothing();
        TestBeans beans = beansOf(setup);
        List<Transport> transports = new ArrayList<>(setup.transports());
        if (beans != null) {
            transports.addAll(beans.transports());
        }
        InProcessServer server = new InProcessServer(config(setup, transports), setup, beans, transports, observers);
        server.core.start();
        try {
            server.apply(setup);
            return server;
        } catch (RuntimeException | Error failed) {
            server.stop();
            throw failed;
        }
    }

    private static ServerConfig config(Setup setup, List<Transport> transports) {
        String[] names =
                transports.stream().flatMap(own -> own.names().stream()).toArray(String[]::new);
        return names.length > 0
                ? ServerConfig.of(setup.settings(), names)
                : CONFIGS.computeIfAbsent(Map.copyOf(setup.settings()), settings -> ServerConfig.of(settings));
    }

    private static @Nullable TestBeans beansOf(Setup setup) {
        if (setup.container() != null) {
            return TestBeans.of(setup.container());
        }
        if (setup.beans().isEmpty()) {
            return null;
        }
        try {
            return TestBeans.start(setup.beans());
        } catch (NoClassDefFoundError noCdi) {
            throw new IllegalStateException(
                    "Beans under test need Weld SE: add org.jboss.weld.se:weld-se-core to the test's class path.",
                    noCdi);
        }
    }

    /** In the order of a deployment: what is configured, then the beans. */
    private void apply(Setup setup) {
        if (beans != null) {
            beans.securityPolicy().ifPresent(core::securityPolicy);
            beans.provide(new RunningServer(core, oort, core::stop));
        }
        setup.applyTo(core, oort);
        if (beans != null) {
            beans.register(core);
            beans.serverStarted(core);
        }
        ContractGateway between = setup.gateway();
        TransportContext context = core.transportContext();
        if (between != null) {
            between.allow(core.transports());
            context = core.transportContextBehind(between);
        }
        for (Transport transport : transports) {
            transport.start(context);
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

    /**
     * Injects beans into the fields and methods of an object that have {@code @Inject}.
     *
     * @throws IllegalStateException if the server has no beans
     * @throws RuntimeException if there is no such bean, or more than one
     */
    public void inject(Object instance) {
        if (beans == null) {
            throw new IllegalStateException(instance.getClass().getName()
                    + " has @Inject, but this server has no beans: name their classes in @HalleyTest(beans = …).");
        }
        beans.inject(instance);
    }

    /** @return the server as the application sees it */
    public BayeuxServer bayeux() {
        return core;
    }

    /** @return the cluster as the application on this server sees it; it may have one node only */
    public Oort oort() {
        return oort;
    }

    /** @return the values that operators see */
    public Inspection inspection() {
        return core;
    }

    CoreServer core() {
        return core;
    }

    Platform platform() {
        return platform;
    }

    MessageReader reader() {
        return reader;
    }

    /** @return a client over WebSocket that has not made a handshake yet */
    public TestClient client() {
        return client(Visitor.anonymous());
    }

    /**
     * Opens the connection of a client.
     *
     * @param visitor the transport, user and request of the client
     * @return a client that has not made a handshake yet
     */
    public TestClient client(Visitor visitor) {
        TestClient client = new TestClient(this, visitor);
        clients.add(client);
        return client;
    }

    /**
     * @return the clock
     * @throws IllegalStateException if the server uses the real time
     */
    public ManualTime time() {
        if (manualTime == null) {
            throw new IllegalStateException("A server with Setup.inRealTime() has no manual time.");
        }
        return manualTime;
    }

    /** Moves the time on. Tasks that become due run in the order of their times. */
    public void advance(Duration by) {
        time().advance(by);
    }

    /** @return the events that the server reported */
    public RecordedEvents events() {
        return events;
    }

    /** @return the sessions of clients, without those of services */
    public List<ServerSession> remoteSessions() {
        return core.sessions().stream().filter(session -> !session.isLocal()).toList();
    }

    /**
     * Takes what the application's code has thrown since the last call. The server only logs these exceptions; those
     * that no test takes fail the test at its end.
     *
     * @return the exceptions, in their order
     */
    public List<Throwable> takeFailures() {
        List<Throwable> taken = new ArrayList<>(events.failures());
        events.failures().clear();
        return taken;
    }

    /**
     * Stops the server, answering held connects and ending all sessions, and then the beans.
     *
     * @throws AssertionError if the application's code threw something that was not taken with {@link #takeFailures}
     */
    @Override
    public void close() {
        stop();
        List<Throwable> failures = takeFailures();
        if (!failures.isEmpty()) {
            AssertionError error = new AssertionError(
                    "The application's code threw; a test that expects it must call takeFailures(): " + failures);
            failures.forEach(error::addSuppressed);
            throw error;
        }
    }

    private void stop() {
        transports.forEach(Transport::stop);
        core.stop();
        oort.close();
        state.close();
        if (beans != null) {
            beans.close();
        }
        if (realTime != null) {
            realTime.close();
        }
        if (ownThreads != null) {
            ownThreads.shutdown();
        }
    }
}
