package dev.halley.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything that can be set about one server, read once and validated.
 *
 * <p>Thread-safety: immutable.
 *
 * @param sweepPeriod time between two sweeps of sessions and channels; default 997 ms
 * @param stopTimeout how long stopping waits for held connects and sockets to be answered; default 5 s
 * @param drainTime how long a server that drains waits for its clients to go; zero ends all at once; default 30 s
 * @param workerThreads upper bound of the server's own worker pool, where the container lends no executor; default 64
 * @param senderThreads threads that send, besides those whose connection blocks; default half the cores, at least two
 * @param maxBlockedWorkers how many threads the pool has at most in place of those that application code blocks; default 1,000
 * @param stuckAfter how long a call of the application's code may keep a thread of the server's; default 3 s
 * @param publishTimeout how long a publish or subscribe waits for the broker; default 8 s
 * @param maxPendingPublishes how many publishes the broker may not have accepted yet; default 10,000
 * @param broadcastToPublisher whether a publisher that is subscribed gets its own message; default true
 * @param logLevel what the server's own loggers are set to; default empty, they stay as the logging system has them
 * @param healthPath path below which the server tells whether it lives and is ready; default empty, none
 * @param plugIns what the deployment adds by name
 * @param origin which foreign web pages may talk to the server
 * @param limits bounds on what one client may use
 * @param http what the HTTP transports have in common
 * @param webSocket the WebSocket transport
 * @param history which channels keep what is published on them
 * @param presence of which channels the members are shown
 * @param cluster the servers that this one is linked with
 * @param transportConfigs settings by transport name; under the empty name, those of every other transport
 */
public record ServerConfig(
        Duration sweepPeriod,
        Duration stopTimeout,
        Duration drainTime,
        int workerThreads,
        int senderThreads,
        int maxBlockedWorkers,
        Duration stuckAfter,
        Duration publishTimeout,
        int maxPendingPublishes,
        boolean broadcastToPublisher,
        Optional<LogLevel> logLevel,
        Optional<String> healthPath,
        PlugIns plugIns,
        OriginConfig origin,
        Limits limits,
        HttpConfig http,
        WebSocketConfig webSocket,
        HistoryConfig history,
        PresenceConfig presence,
        ClusterConfig cluster,
        Map<String, TransportConfig> transportConfigs) {

    /**
     * Copies the map.
     *
     * @throws IllegalArgumentException when there is nothing under the empty name
     */
    public ServerConfig {
        if (!transportConfigs.containsKey(Prefixes.ANY_TRANSPORT)) {
            throw new IllegalArgumentException("The empty name must give the settings of transports not named.");
        }
        transportConfigs = Map.copyOf(transportConfigs);
    }

    /** The configuration of a server of which nothing was set; system properties and environment are not looked at. */
    public static ServerConfig defaults() {
        return of(Map.of());
    }

    /**
     * Reads init-params alone, for embedding and tests: here an unknown name is an error, not a warning.
     *
     * @param transports names of transports besides the four built in
     * @throws ConfigException when a value or a name is not valid
     */
    public static ServerConfig of(Map<String, String> initParams, String... transports) {
        List<String> unknown = new ArrayList<>();
        List<NamedSource> sources = NamedSource.strongestFirst(initParams, new Properties(), Map.of());
        ServerConfig config = read(sources, List.of(transports), unknown::add);
        if (!unknown.isEmpty()) {
            throw new ConfigException(unknown);
        }
        return config;
    }

    /**
     * Reads the configuration. For each key the strongest source wins: the system property {@code halley.<key>}, the
     * environment variable {@code HALLEY_<KEY>}, the init-param, the default. Among keys that differ by a transport's
     * prefix the most specific one wins, wherever it is set.
     *
     * @param initParams the servlet's init-params
     * @param systemProperties usually {@link System#getProperties()}
     * @param environment usually {@link System#getenv()}
     * @param transports names of transports besides the four built in: those of {@link #transportClasses}, or that were found
     * @param warnings gets a sentence for each name that is unknown, obsolete or doubly set, also when this method
     *        throws, and for values that do not fit together
     * @throws ConfigException when a value is not valid; it names all of them
     */
    public static ServerConfig read(
            Map<String, String> initParams,
            Properties systemProperties,
            Map<String, String> environment,
            Collection<String> transports,
            Consumer<String> warnings) {
        List<NamedSource> sources = NamedSource.strongestFirst(initParams, systemProperties, environment);
        ServerConfig config = read(sources, transports, warnings);
        Consistency.warningsAbout(config).forEach(warnings);
        return config;
    }

    /**
     * Reads only the setting {@code transports}, with sources as for {@link #read}: these classes are made before all else is read,
     * since they alone know their names.
     *
     * @return empty, too, if it is not valid, of which {@link #read} complains
     */
    public static List<String> transportClasses(
            Map<String, String> initParams, Properties systemProperties, Map<String, String> environment) {
        List<NamedSource> sources = NamedSource.strongestFirst(initParams, systemProperties, environment);
        return new ConfigReader(sources, warning -> {}).value(Settings.TRANSPORTS);
    }

    /**
     * Reads only the setting {@code healthPath}, with sources as for {@link #read}: its servlet is declared before all else is read.
     *
     * @return empty, too, if it is not valid, of which {@link #read} complains
     */
    public static Optional<String> healthPath(
            Map<String, String> initParams, Properties systemProperties, Map<String, String> environment) {
        List<NamedSource> sources = NamedSource.strongestFirst(initParams, systemProperties, environment);
        return new ConfigReader(sources, warning -> {}).value(Settings.HEALTH_PATH);
    }

    private static ServerConfig read(
            List<NamedSource> sources, Collection<String> transports, Consumer<String> warnings) {
        Set<String> names = new LinkedHashSet<>(Prefixes.BUILT_IN_TRANSPORTS);
        names.addAll(transports);
        ConfigReader reader = new ConfigReader(sources, warnings);
        PlugIns plugIns = PlugIns.from(reader, names);
        ServerConfig config = new ServerConfig(
                reader.value(Settings.SWEEP_PERIOD),
                reader.value(Settings.STOP_TIMEOUT),
                reader.value(Settings.DRAIN_TIME),
                reader.value(Settings.WORKER_THREADS),
                reader.value(Settings.SENDER_THREADS).orElse(senderThreadsByDefault()),
                reader.value(Settings.MAX_BLOCKED_WORKERS),
                reader.value(Settings.STUCK_AFTER),
                reader.value(Settings.PUBLISH_TIMEOUT),
                reader.value(Settings.MAX_PENDING_PUBLISHES),
                reader.value(Settings.BROADCAST_TO_PUBLISHER),
                reader.value(Settings.LOG_LEVEL),
                reader.value(Settings.HEALTH_PATH),
                plugIns,
                new OriginConfig(reader.value(Settings.TRUST_FORWARDED), reader.value(Settings.ALLOWED_ORIGINS)),
                Limits.from(reader),
                HttpConfig.from(reader),
                WebSocketConfig.from(reader),
                HistoryConfig.from(reader),
                PresenceConfig.from(reader),
                ClusterConfig.from(reader),
                transportsFrom(reader, names));
        Consistency.problemsOf(config).forEach(reader::complain);
        reader.finish(config.transportConfigs().keySet());
        return config;
    }

    private static int senderThreadsByDefault() {
        return Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
    }

    private static Map<String, TransportConfig> transportsFrom(ConfigReader reader, Set<String> names) {
        Map<String, TransportConfig> transports = new LinkedHashMap<>();
        for (String name : names) {
            transports.put(name, TransportConfig.from(reader, name));
        }
        transports.put(Prefixes.ANY_TRANSPORT, TransportConfig.from(reader, Prefixes.ANY_TRANSPORT));
        return transports;
    }

    /** Class names of the transports; empty, the default, stands for those built in. */
    public List<String> transports() {
        return plugIns.transports();
    }

    /** Names of the transports that clients may use, in the order advertised; empty, the default, stands for all. */
    public List<String> allowedTransports() {
        return plugIns.allowedTransports();
    }

    /** Further names of the servlet context's attribute that holds the server; default none. */
    public List<String> contextAttributeNames() {
        return plugIns.contextAttributeNames();
    }

    /** Path of the file of data filters; default empty, none. */
    public Optional<String> filters() {
        return plugIns.filters();
    }

    /** Extensions by name; default {@code ack}, {@code timesync}, {@code binary}. */
    public List<String> extensions() {
        return plugIns.extensions();
    }

    /** Class names of services; default none. */
    public List<String> services() {
        return plugIns.services();
    }

    /**
     * The settings of one transport: its own where it has any, else those set for all.
     *
     * @param name a transport's name on the wire, such as {@code long-polling}
     */
    public TransportConfig transport(String name) {
        TransportConfig config = transportConfigs.get(name);
        return config != null ? config : transportConfigs.get(Prefixes.ANY_TRANSPORT);
    }
}
