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
 * All settings of one server, read once and validated.
 *
 * <p>Thread-safety: immutable.
 *
 * @param sweepPeriod the time between two sweeps of sessions and channels; default 997 ms
 * @param stopTimeout how long a stop waits until held connects and sockets are answered; default 5 s
 * @param drainTime how long a draining server waits for its clients to leave; zero ends all sessions at once; default
 *     30 s
 * @param workerThreads the maximum size of the server's own worker pool, if the container provides no executor; default
 *     64
 * @param senderThreads the number of threads that send, besides those whose connection blocks; default half the cores,
 *     at least two
 * @param maxBlockedWorkers the maximum number of threads that the pool adds to replace those blocked by application
 *     code; default 1,000
 * @param stuckAfter how long a call of the application's code may occupy a thread of the server; default 3 s
 * @param publishTimeout how long a publish or subscribe waits for the broker; default 8 s
 * @param maxPendingPublishes the maximum number of publishes that wait for the broker; default 10,000
 * @param broadcastToPublisher whether a publisher that is subscribed receives its own messages; default true
 * @param logLevel the level of the server's own loggers; default empty, which leaves them unchanged
 * @param healthPath the path below which the server reports whether it is alive and ready; default empty, none
 * @param plugIns what the deployment adds by name
 * @param origin which web pages of other origins may talk to the server
 * @param limits limits on what one client may use
 * @param http the settings that the HTTP transports share
 * @param webSocket the settings of the WebSocket transport
 * @param history which channels keep history, and how much
 * @param presence which channels show their members
 * @param cluster the servers with which this one forms a cluster
 * @param transportConfigs settings by transport name; the empty name has those of every other transport
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
     * @throws IllegalArgumentException if there is no entry for the empty name
     */
    public ServerConfig {
        if (!transportConfigs.containsKey(Prefixes.ANY_TRANSPORT)) {
            throw new IllegalArgumentException("The empty name must give the settings of transports not named.");
        }
        transportConfigs = Map.copyOf(transportConfigs);
    }

    /** {@return the configuration of a server without any settings; ignores system properties and environment} */
    public static ServerConfig defaults() {
        return of(Map.of());
    }

    /**
     * Reads init-params only, for embedding and tests. Here an unknown name is an error, not a warning.
     *
     * @param transports names of transports besides the built-in ones
     * @throws ConfigException if a value or a name is not valid
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
     * Reads the configuration. For each key the first source that has it wins: the system property {@code
     * halley.<key>}, the environment variable {@code HALLEY_<KEY>}, the init-param, the default. Among keys that differ
     * only in a transport's prefix the most specific one wins, wherever it is set.
     *
     * @param initParams the servlet's init-params
     * @param systemProperties usually {@link System#getProperties()}
     * @param environment usually {@link System#getenv()}
     * @param transports names of transports besides the built-in ones: those of {@link #transportClasses}, or that were
     *     found
     * @param warnings receives a sentence for each name that is unknown, obsolete or set twice, even if this method
     *     throws, and for values that do not fit together
     * @throws ConfigException if values are not valid; the message names all of them
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
     * Reads only the setting {@code transports}, from the same sources as {@link #read}. These classes are created
     * before all other settings are read, because only they know their names.
     *
     * @return the class names; empty if the setting is not valid, which {@link #read} reports
     */
    public static List<String> transportClasses(
            Map<String, String> initParams, Properties systemProperties, Map<String, String> environment) {
        List<NamedSource> sources = NamedSource.strongestFirst(initParams, systemProperties, environment);
        return new ConfigReader(sources, warning -> {}).value(Settings.TRANSPORTS);
    }

    /**
     * Reads only the setting {@code healthPath}, from the same sources as {@link #read}. Its servlet is declared before
     * all other settings are read.
     *
     * @return the path; empty if the setting is not valid, which {@link #read} reports
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

    /** {@return class names of the transports; empty, the default, for the built-in ones} */
    public List<String> transports() {
        return plugIns.transports();
    }

    /** {@return names of the transports that clients may use, in the advertised order; empty, the default, for all} */
    public List<String> allowedTransports() {
        return plugIns.allowedTransports();
    }

    /** {@return further names of the servlet context's attribute that holds the server; default none} */
    public List<String> contextAttributeNames() {
        return plugIns.contextAttributeNames();
    }

    /** {@return the path of the file of data filters; default empty, none} */
    public Optional<String> filters() {
        return plugIns.filters();
    }

    /** {@return extensions by name; default {@code ack}, {@code timesync}, {@code binary}} */
    public List<String> extensions() {
        return plugIns.extensions();
    }

    /** {@return class names of services; default none} */
    public List<String> services() {
        return plugIns.services();
    }

    /**
     * {@return the settings of one transport: its own if it has any, otherwise those set for all}
     *
     * @param name a transport's name on the wire, such as {@code long-polling}
     */
    public TransportConfig transport(String name) {
        TransportConfig config = transportConfigs.get(name);
        return config != null ? config : transportConfigs.get(Prefixes.ANY_TRANSPORT);
    }
}
