package dev.halley.boot;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import dev.halley.cdi.RunningServer;
import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.Closers;
import dev.halley.core.runtime.EventDispatcher;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.SenderThreads;
import dev.halley.core.runtime.SystemClock;
import dev.halley.core.runtime.Threads;
import dev.halley.core.runtime.WorkerBatches;
import dev.halley.extension.ReplayExtension;
import dev.halley.history.HistorySource;
import dev.halley.oort.Oort;
import dev.halley.oort.Seti;
import dev.halley.oort.core.OortCore;
import dev.halley.oort.core.OortPorts;
import dev.halley.operation.CountingEvents;
import dev.halley.operation.JmxRegistration;
import dev.halley.operation.LoggingEvents;
import dev.halley.operation.ServerBean;
import dev.halley.spi.Broker;
import dev.halley.spi.Clock;
import dev.halley.spi.Gateway;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.ReadBoundary;
import dev.halley.spi.Readiness;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.spi.Transport;
import dev.halley.transport.http.HttpTransport;
import dev.halley.transport.websocket.WebSocketTransport;
import jakarta.servlet.ServletContext;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Makes the parts of a server, joins them, and starts them; each tells the {@link ShutdownSteps} how it is undone.
 *
 * <p>Thread-safety: confined to the thread that starts the application.
 */
final class Assembly {

    /**
     * The name of the servlet context's attribute that is run, as a {@link Runnable}, by who is about to stop the application while requests
     * still come in: it returns when all clients have gone.
     */
    static final String DRAIN = "dev.halley.drain";

    private static final System.Logger LOG = System.getLogger(Assembly.class.getName());

    private final ServletContext context;
    private final ShutdownSteps shutdown;
    private final ServletDeclaration declaration;
    private final BeanSource beans;
    private final TransportSource transportSource;
    private final ServerConfig config;

    Assembly(ServletContext context, ServletDeclaration declaration, ShutdownSteps shutdown) {
        this.context = context;
        this.shutdown = shutdown;
        this.declaration = declaration;
        beans = BeanSource.ofApplication();
        shutdown.later("leave CDI", beans::close);
        beans.making();
        beans.bindBy(context.getClassLoader());
        Map<String, String> initParams = declaration.initParams();
        transportSource = TransportSource.find(
                ServerConfig.transportClasses(initParams, System.getProperties(), System.getenv()),
                beans,
                context.getClassLoader());
        config = ServerConfig.read(
                initParams,
                System.getProperties(),
                System.getenv(),
                transportSource.ownNames(),
                warning -> LOG.log(WARNING, warning));
        shutdown.later("end the events of CDI", this::endEvents);
    }

    private void endEvents() {
        if (!beans.endEvents(config.stopTimeout())) {
            LOG.log(
                    WARNING,
                    "Asynchronous observers have not received all events within stopTimeout, " + config.stopTimeout());
        }
    }

    /**
     * Makes the server, which knows then what the application adds to it.
     *
     * @return lets clients in; to be called once
     */
    Runnable make() {
        config.logLevel().ifPresent(level -> shutdown.later("set back the log level", LoggerLevel.set(level)));
        SecurityPolicy policy = beans.securityPolicy().orElse(SecurityPolicy.DEFAULT);

        CountingEvents counts = new CountingEvents();
        ServerEvents events = EventDispatcher.to(observers(beans, counts));
        Timer timer = timer();
        Clock clock = new SystemClock();
        Workers workers = workers(clock, timer);
        SenderThreads senders = senders();
        var threads = new Threads(beans.workers(workers.executor()), senders, new Closers(senders));
        var batches = new WorkerBatches(threads.workers(), timer, events);
        var platform =
                new Platform(config, clock, timer, threads, events, beans.messageScope(), readBoundary(), batches);
        var transports = new Transports(transportSource.with(builtInTransports()), config.allowedTransports());
        Membership membership = membership(platform);
        CoreServer server = server(platform, membership, transports);
        server.securityPolicy(policy);

        shutdown.later(
                "remove the servlet context's attributes", () -> attributes().forEach(context::removeAttribute));
        var ports = new OortPorts(membership.cluster(), membership.state(), membership.broker());
        OortCore oort = new OortCore(server, ports, timer, threads.workers());
        offer(oort);
        if (config.cluster().name().isPresent()) {
            oort.start();
        }
        shutdown.later("stop the server", server::stop);
        server.start();
        beans.provide(new RunningServer(server, oort, () -> HalleyRuntime.stop(context)));
        new PlugInRegistrar(context, config, server, beans, shutdown).run();
        showByJmx("Server", new ServerBean(server, server, counts, () -> membership.text() + oort.text()));
        showByJmx(oort);
        membership.bean().ifPresent(bean -> showByJmx("Cluster", bean));
        List<Readiness> readiness = readiness();
        membership.readiness().ifPresent(readiness::add);
        Opening opening = new Opening(server, membership, transports, readiness, workers.origin());
        return () -> open(opening);
    }

    /** Joins the cluster that is named, or stands alone. */
    private Membership membership(Platform platform) {
        Optional<Broker> own = BrokerSource.find(beans.broker(), context.getClassLoader());
        if (config.history().store().isPresent() && own.isPresent()) {
            throw new IllegalStateException(
                    "'historyStore' is set, but the application's own broker does not keep history in files."
                            + " Remove one of them.");
        }
        Clock clock = platform.clock();
        ServerEvents events = platform.events();
        Executor executor = platform.threads().workers();
        Membership membership = config.cluster().name().isPresent()
                ? MembershipSource.find(config, own, clock, platform.timer(), executor)
                : Membership.StandingAlone.with(own.orElseGet(() -> localBroker(platform)), platform.timer(), executor);
        shutdown.later("leave the cluster", membership::leave);
        membership.tell(events);
        return membership;
    }

    private Broker localBroker(Platform platform) {
        HistoryLog history = HistorySource.open(config, platform.clock(), platform.timer(), platform.events());
        shutdown.later("close the history", history::close);
        return new LocalBroker(history);
    }

    private CoreServer server(Platform platform, Membership membership, Transports transports) {
        var ports = new CoreServer.Ports(membership.broker(), PresenceSource.find(platform, membership));
        requireHistory(membership.broker());
        var server = new CoreServer(platform, ports, transports.names(), membership.node(), membership.idTag());
        server.otherHosts(membership::otherHosts);
        server.nodeName(membership.nodeName());
        return server;
    }

    private void requireHistory(Broker broker) {
        if (broker.history() == null && config.extensions().contains(ReplayExtension.NAME)) {
            throw new IllegalStateException(
                    "'extensions' names replay, but there is nothing to replay: the application's own broker"
                            + " keeps no history.");
        }
    }

    /** Oort ends after the server, since listeners to the end of sessions may use it. */
    private void offer(OortCore oort) {
        shutdown.later("end Oort", oort::close);
        Map<String, Object> attributes = Map.of(Oort.ATTRIBUTE, oort, Seti.ATTRIBUTE, oort.seti());
        shutdown.later("take Oort away", () -> attributes.keySet().forEach(context::removeAttribute));
        attributes.forEach(context::setAttribute);
    }

    private void showByJmx(OortCore oort) {
        showByJmx("Oort", oort.bean());
        showByJmx("Seti", oort.setiBean());
        showByJmx("SharedObjects", oort.sharedObjects());
    }

    /** What is there when clients are let in. */
    private record Opening(
            CoreServer server,
            Membership membership,
            Transports transports,
            List<Readiness> readiness,
            String originOfWorkers) {}

    private void open(Opening opening) {
        CoreServer server = opening.server;
        Transports transports = opening.transports;
        shutdown.later("take the server's health away", () -> context.removeAttribute(Health.ATTRIBUTE));
        shutdown.later("take the drain away", () -> context.removeAttribute(DRAIN));
        shutdown.later("end what is forwarded to other nodes", opening.membership::stopForwarding);
        shutdown.later("stop the transports", transports::stop);
        Gateway gateway = opening.membership.gateway(server.transportContext(context));
        transports.start(server.transportContextBehind(gateway, context));
        attributes().forEach(name -> context.setAttribute(name, server));
        beans.serverStarted(server);
        context.setAttribute(DRAIN, (Runnable) () -> drain(server));
        context.setAttribute(Health.ATTRIBUTE, new Health(server, server::isOpen, opening.readiness));
        LOG.log(
                INFO,
                "The Bayeux server of " + context.getContextPath() + "/ has started on " + declaration.mappings()
                        + " over "
                        + transports.names() + "; worker threads: " + opening.originOfWorkers + "; sender threads: "
                        + config.senderThreads());
    }

    /** Returns when all clients have gone. */
    private void drain(CoreServer server) {
        server.drain();
        server.awaitDrained(config.drainTime().plus(config.stopTimeout()));
    }

    /** The application's own. */
    private List<Readiness> readiness() {
        List<Readiness> all = new ArrayList<>(beans.beans(Readiness.class));
        all.addAll(ServiceProviders.load(Readiness.class, context.getClassLoader()));
        return all;
    }

    /** Those that the container can carry. */
    private List<Transport> builtInTransports() {
        List<Transport> all = new ArrayList<>(List.of(new HttpTransport(config)));
        try {
            if (transportSource.wants(WebSocketTransport.class)) {
                WebSocketTransport.in(context, config, declaration.mappings()).ifPresent(all::add);
            }
        } catch (LinkageError noWebSocketApi) {
            LOG.log(INFO, "The WebSocket API is not available: clients are served without WebSocket.");
            LOG.log(DEBUG, "The WebSocket API is not available", noWebSocketApi);
        }
        return all;
    }

    /** The server's own, then the application's. */
    private List<ServerEvents> observers(BeanSource beans, CountingEvents counts) {
        List<ServerEvents> all = new ArrayList<>(List.of(new LoggingEvents(), counts));
        all.addAll(beans.beans(ServerEvents.class));
        all.addAll(ServiceProviders.load(ServerEvents.class, context.getClassLoader()));
        return all;
    }

    /** A server that cannot be shown serves all the same. */
    private void showByJmx(String type, Object bean) {
        try {
            var registration = JmxRegistration.of(
                    ManagementFactory.getPlatformMBeanServer(), type, bean, context.getContextPath());
            shutdown.later("take the server out of JMX", registration::close);
        } catch (IllegalStateException | LinkageError failed) {
            LOG.log(WARNING, "The server could not be registered with JMX", failed);
        }
    }

    @SuppressWarnings("unchecked")
    private ReadBoundary readBoundary() {
        return context.getAttribute(ReadBoundary.ATTRIBUTE) instanceof Predicate<?> told
                ? ((Predicate<Runnable>) told)::test
                : ReadBoundary.UNKNOWN;
    }

    private Workers workers(Clock clock, Timer timer) {
        Workers workers = Workers.of(config, context.getClassLoader(), clock, timer);
        shutdown.later("end the worker threads", () -> warnOf(workers.close(config.stopTimeout())));
        return workers;
    }

    private SenderThreads senders() {
        ServerThreads threads = ServerThreads.lentOr(number -> "halley-sender-" + number, context.getClassLoader());
        var senders = new SenderThreads(threads, config.senderThreads());
        shutdown.later("end the sender threads", () -> {
            senders.close();
            if (!threads.join(config.stopTimeout()).isEmpty()) {
                senders.interrupt();
                warnOf(threads.join(Duration.ofMillis(500)));
            }
        });
        return senders;
    }

    private Timer timer() {
        var threads = new ServerThreads(number -> "halley-timer", context.getClassLoader());
        var timer = new ExecutorTimer(threads);
        shutdown.later("end the timer", () -> {
            timer.close();
            warnOf(threads.join(config.stopTimeout()));
        });
        return timer;
    }

    private static void warnOf(List<String> threads) {
        if (!threads.isEmpty()) {
            LOG.log(WARNING, "These threads are still running: " + threads);
        }
    }

    private List<String> attributes() {
        List<String> names = new ArrayList<>(List.of(BayeuxServer.ATTRIBUTE));
        names.addAll(config.contextAttributeNames());
        return names.stream().distinct().toList();
    }
}
