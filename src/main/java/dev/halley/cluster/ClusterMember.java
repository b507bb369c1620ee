package dev.halley.cluster;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.cluster.broker.BrokerPlatform;
import dev.halley.cluster.broker.ClusterBroker;
import dev.halley.cluster.broker.ClusterHistory;
import dev.halley.cluster.gateway.ForwardingGateway;
import dev.halley.cluster.gateway.ForwardingReport;
import dev.halley.cluster.gateway.SessionOwners;
import dev.halley.cluster.log.LogFiles;
import dev.halley.cluster.log.LogPlatform;
import dev.halley.cluster.log.LogSettings;
import dev.halley.cluster.log.LogStorage;
import dev.halley.cluster.state.ClusterState;
import dev.halley.cluster.state.StateLimits;
import dev.halley.config.ClusterConfig;
import dev.halley.config.HistoryConfig;
import dev.halley.config.HistorySync;
import dev.halley.config.OnSplit;
import dev.halley.config.ServerConfig;
import dev.halley.spi.Broker;
import dev.halley.spi.Clock;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.Gateway;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import dev.halley.spi.Readiness;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.spi.TransportContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that makes a server a node of a cluster: links, state, broker.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ClusterMember implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(ClusterMember.class.getName());

    /** A node that was killed is a member until the others have noticed. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** With fewer nodes, each that is lost would stop all publishes. */
    private static final int LEAST_TO_REFUSE = 3;

    /** Where clients reach a node: host and port. */
    private static final Key HOST = new Key("host", "");

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    private final Links links;
    private final ClusterState state;
    private final ClusterBroker broker;
    private final ClusterHistory history;
    private final @Nullable LogFiles files;
    private final Duration drainTime;
    private final @Nullable Quorum quorum;
    private final ClusterReadiness readiness;
    private final @Nullable MissingNodes missing;
    private final ClusterBean bean;
    private volatile @Nullable ForwardingGateway gateway;

    /**
     * Joins the cluster, or begins it when nobody is there.
     *
     * @param server with the name of a cluster
     * @param workers run the application's code
     * @throws IllegalArgumentException if what is set cannot work; the message names the setting and what is allowed
     * @throws ClusterException if the others refuse this node, or it cannot listen at its address
     */
    public static ClusterMember join(ServerConfig server, Clock clock, Timer timer, Executor workers) {
        ClusterConfig config = server.cluster();
        if (config.onSplit() == OnSplit.REFUSE && config.expected().orElse(0) < LEAST_TO_REFUSE) {
            throw new IllegalArgumentException("'cluster.onSplit' is refuse, so 'cluster.expected' must be "
                    + LEAST_TO_REFUSE + " or more: of two nodes none is the larger part.");
        }
        // Before the links: who cannot keep what it is to hold never joins.
        LogFiles files = files(server, clock, timer);
        Links links = null;
        try {
            links = links(config, timer);
            return new ClusterMember(links, server, files, new Parts(clock, timer, workers));
        } catch (RuntimeException | Error e) {
            if (links != null) {
                links.close();
            }
            if (files != null) {
                files.close();
            }
            throw e;
        }
    }

    /** What a node runs on. */
    private record Parts(Clock clock, Timer timer, Executor workers) {}

    private static @Nullable LogFiles files(ServerConfig server, Clock clock, Timer timer) {
        HistoryConfig history = server.history();
        // As long as in memory: nodes repeat what they have taken until it is answered.
        Duration repeated = server.publishTimeout().multipliedBy(2);
        Duration ttl = history.publishKeyTtl().compareTo(repeated) < 0 ? repeated : history.publishKeyTtl();
        return history.store()
                .map(directory -> storage(directory, history.sync(), ttl))
                .map(storage -> LogFiles.open(storage, clock, timer))
                .orElse(null);
    }

    private static LogStorage storage(Path directory, HistorySync sync, Duration keyTtl) {
        return switch (sync.kind()) {
            case ALWAYS -> LogStorage.always(directory, keyTtl);
            case INTERVAL -> LogStorage.every(sync.interval(), directory, keyTtl);
            case NEVER -> LogStorage.never(directory, keyTtl);
        };
    }

    private static Links links(ClusterConfig config, Timer timer) {
        String cluster = config.name().orElseThrow();
        String node = config.node().orElseGet(ClusterMember::nameOfHost);
        LinkSettings settings = new LinkSettings(cluster, node, config.queueBytes(), WireVersions.OURS, PATIENCE);
        JoinToken token = new JoinToken(settings);
        if (config.stack().isPresent()) {
            Path stack = config.stack().get();
            return Links.join(settings, () -> LinkStack.ofFile(stack, token), timer);
        }
        LinkAddresses addresses = addresses(config);
        return Links.join(settings, () -> LinkStack.of(addresses, token), timer);
    }

    /** Opens the files that are configured. */
    ClusterMember(Links links, ServerConfig server, Clock clock, Timer timer, Executor workers) {
        this(links, server, files(server, clock, timer), new Parts(clock, timer, workers));
    }

    private ClusterMember(Links links, ServerConfig server, @Nullable LogFiles files, Parts parts) {
        Clock clock = parts.clock();
        Timer timer = parts.timer();
        ClusterConfig config = server.cluster();
        this.links = links;
        drainTime = server.drainTime();
        state = ClusterState.start(links, clock, timer, StateLimits.USUAL, links::lookForOthers);
        broker =
                new ClusterBroker(links, state, new BrokerPlatform(clock, timer, parts.workers(), config.queueBytes()));
        broker.keepHere(config.localOnly());
        quorum = config.onSplit() == OnSplit.REFUSE
                ? new Quorum(config.expected().orElseThrow(), clock, links::isLeaving)
                : null;
        if (quorum != null) {
            links.onView((before, now) -> quorum.changed(now));
            quorum.changed(links.view());
            links.quorum(() -> !quorum.isLost());
        }
        // After the quorum, which hears of each view first.
        history = new ClusterHistory(
                links,
                state,
                settings(server),
                LogPlatform.threaded(clock, timer, links::isLeaving).keeping(files));
        this.files = files;
        history.onFailure(cause -> begin(links::abandon, "halley-cluster-abandon"));
        readiness = new ClusterReadiness(config.expected(), clock, state::isComplete, this::refusal);
        readiness.changed(links.view());
        bean = new ClusterBean(
                links,
                state,
                broker,
                new ClusterBean.Reports(this::forwarding, history::figures, history::awaited),
                quorum);
        links.onView((before, now) -> readiness.changed(now));
        missing = missing(config, links, timer);
        tellHost(config);
    }

    private void tellHost(ClusterConfig config) {
        config.url()
                .map(url -> URI.create(url).getAuthority())
                .ifPresent(host -> state.put(HOST, host.getBytes(StandardCharsets.UTF_8)));
    }

    private static @Nullable MissingNodes missing(ClusterConfig config, Links links, Timer timer) {
        return config.expected().isPresent()
                ? new MissingNodes(
                        config.expected().getAsInt(),
                        () -> links.view().members().size(),
                        timer,
                        sentence -> LOGGER.log(WARNING, sentence))
                : null;
    }

    private static LogSettings settings(ServerConfig server) {
        HistoryConfig history = server.history();
        return new LogSettings(
                history.copies(),
                history.maxBytes(),
                history.publishKeyTtl(),
                server.maxPendingPublishes(),
                server.publishTimeout(),
                server.cluster().expected().orElse(0),
                history.startWait());
    }

    private static void begin(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private Optional<String> refusal() {
        return quorum != null && quorum.isLost()
                ? Optional.of("publishes are refused, linked with " + quorum.text())
                : Optional.empty();
    }

    private static LinkAddresses addresses(ClusterConfig config) {
        InetSocketAddress bind = LinkAddresses.resolved("cluster.bind", config.bind());
        List<InetSocketAddress> members = config.members().stream()
                .flatMap(member -> known(member).stream())
                .toList();
        return new LinkAddresses(bind, members, config.dns(), key(config));
    }

    /** A node that starts later may have no name yet: it finds this one. */
    private static Optional<InetSocketAddress> known(InetSocketAddress member) {
        try {
            return Optional.of(LinkAddresses.resolved("cluster.members", member));
        } catch (IllegalArgumentException unknown) {
            LOGGER.log(WARNING, "{0} It is passed over.", unknown.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<LinkKey> key(ClusterConfig config) {
        return config.keystore().map(keystore -> {
            String password = config.keystorePassword()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'cluster.keystore' is set, so 'cluster.keystorePassword' is needed."));
            return new LinkKey(keystore, config.truststore().orElse(keystore), password);
        });
    }

    private static String nameOfHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'cluster.node' is not set, and the name of this host is not known.", e);
        }
    }

    /** @return this node */
    public ClusterNode self() {
        return links.self();
    }

    /** @return what the ids of this node's sessions end in */
    public String idTag() {
        return SessionOwners.tag(self().id());
    }

    /**
     * Asked once, before clients can come.
     *
     * @param server this node, as its transports see it
     * @param attributes gives those of the application's context
     * @return where transports open their links
     */
    public Gateway gateway(TransportContext server, Function<String, Optional<Object>> attributes) {
        BooleanSupplier complete = () -> readiness.objection().isEmpty();
        ForwardingGateway made = new ForwardingGateway(links, server, complete, attributes);
        gateway = made;
        return made;
    }

    /** Lets go of the clients here whose sessions other nodes have. */
    public void stopForwarding() {
        ForwardingGateway made = gateway;
        if (made != null) {
            made.stop();
        }
    }

    private ForwardingReport forwarding() {
        ForwardingGateway made = gateway;
        return made == null ? ForwardingReport.NONE : made.report();
    }

    /** @return carries publications to all nodes */
    public Broker broker() {
        Broker keeping = broker.keeping(history);
        return quorum == null ? keeping : broker.refusing(keeping, quorum::isLost);
    }

    /** @return objects while most of the cluster is missing, and when this node has left it as it can keep no history */
    public Readiness readiness() {
        return () -> history.hasFailed()
                ? Optional.of("the history has failed on this node, so it has left the cluster")
                : readiness.objection();
    }

    /** @return the links to the other nodes */
    public Cluster links() {
        return links;
    }

    /** @return what all nodes say of themselves */
    public OwnedState state() {
        return state;
    }

    /** @return what JMX shows */
    public ClusterMXBean bean() {
        return bean;
    }

    /** @return what the dump shows, lines that each end with a line feed */
    public String text() {
        return bean.text();
    }

    /** @return where clients reach the other nodes, as names of hosts with their ports, as far as that is set */
    public List<String> otherHosts() {
        return links.view().members().stream()
                .map(ClusterNode::id)
                .filter(node -> !node.equals(self().id()))
                .flatMap(node -> state.get(node, HOST).stream())
                .map(host -> new String(host, StandardCharsets.UTF_8))
                .filter(host -> HOST_AND_PORT.matcher(host).matches())
                .toList();
    }

    /** Tells who is linked now, and of each new view, with the one before it. */
    public void onView(BiConsumer<ClusterView, ClusterView> listener) {
        links.onView(listener::accept);
        listener.accept(new ClusterView(0, List.of()), links.view());
    }

    /** @param events learns what happens in the cluster from now on */
    public void tell(ServerEvents events) {
        links.tell(events);
        onView(events::nodesChanged);
        if (quorum != null) {
            quorum.tell(events);
        }
        if (files != null) {
            files.lost().forEach(events::historyLost);
        }
        history.onFailure(events::historyFailed);
    }

    /** What this node keeps is to be held by others when it has left. */
    private void handOver() {
        if (links.view().members().size() < 2) {
            return;
        }
        try {
            history.leave().toCompletableFuture().get(drainTime.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOGGER.log(
                    WARNING, "What this node keeps of channels with history could not be handed over.", e.getCause());
        } catch (TimeoutException e) {
            LOGGER.log(
                    WARNING,
                    "This node leaves before others hold all that it keeps of channels with history: drainTime, {0}, was too"
                            + " short.",
                    drainTime);
        }
    }

    /** Leaves the others; the broker has been stopped. */
    @Override
    public void close() {
        if (missing != null) {
            missing.close();
        }
        handOver();
        history.close();
        state.close();
        links.close();
    }
}
