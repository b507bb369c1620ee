package dev.halley.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds settings that are valid each but do not fit together; one sentence for each such pair.
 *
 * <p>Thread-safety: immutable.
 */
final class Consistency {

    private Consistency() {}

    static List<String> warningsAbout(ServerConfig config) {
        List<String> warnings = new ArrayList<>();
        aboutCookie(config.http().cookie(), warnings);
        aboutForeignPages(config, warnings);
        aboutTabs(config.http(), warnings);
        aboutEventSource(config, warnings);
        aboutPauses(config, warnings);
        aboutIdleTimeout(config, warnings);
        aboutQueue(config, warnings);
        aboutHistory(config.history(), config.cluster(), warnings);
        aboutCluster(config.cluster(), warnings);
        return warnings;
    }

    /** @return what rules out that a server starts; one sentence for each pair */
    static List<String> problemsOf(ServerConfig config) {
        boolean replaysInCluster = config.extensions().contains("replay")
                && config.cluster().name().isPresent();
        return replaysInCluster
                ? List.of("'extensions' names replay, and 'cluster.name' is set: a replayId is an offset without"
                        + " its epoch, from which only a server without a cluster can continue. Remove one of the"
                        + " two.")
                : List.of();
    }

    private static void aboutCookie(BrowserCookie cookie, List<String> warnings) {
        boolean neverSecure = !cookie.secure().orElse(true);
        cookie.demandsSecure()
                .filter(reason -> neverSecure)
                .ifPresent(reason -> warnings.add(
                        "The cookie is Secure although 'browserCookieSecure' is false: browsers would drop it"
                                + " otherwise, because " + reason + "."));
        if (cookie.partitioned() && !cookie.sameSite().equals("None")) {
            warnings.add("'browserCookiePartitioned' has no effect, because browsers do not send the cookie from"
                    + " pages embedded in those of other sites: 'browserCookieSameSite' is " + cookie.sameSite()
                    + ", but must be None.");
        }
        if (cookie.isHostPrefixBroken()) {
            warnings.add("Browsers drop the cookie: 'browserCookieName' starts with __Host-, which forbids"
                    + " 'browserCookieDomain', and any 'browserCookiePath' other than /.");
        }
        if (cookie.maxAge().filter(Duration::isZero).isPresent()) {
            warnings.add("Browsers drop the cookie at once: 'browserCookieMaxAge' is 0.");
        }
    }

    private static void aboutForeignPages(ServerConfig config, List<String> warnings) {
        String sameSite = config.http().cookie().sameSite();
        if (config.origin().allowedOrigins().contains("*")
                && !sameSite.equals("None")
                && !config.http().trustClientSession()) {
            warnings.add("Pages of other sites cannot poll: 'allowedOrigins' is *, but browsers do not send the"
                    + " cookie from there, because 'browserCookieSameSite' is " + sameSite
                    + ". Set it to None and use HTTPS, or set 'trustClientSession'.");
        }
    }

    private static void aboutTabs(HttpConfig http, List<String> warnings) {
        if (http.multiSessionInterval().isZero()) {
            aboutTabs("maxSessionsPerBrowser", http.maxSessionsPerBrowser(), warnings);
            aboutTabs("http2MaxSessionsPerBrowser", http.http2MaxSessionsPerBrowser(), warnings);
        }
    }

    private static void aboutTabs(String key, OptionalInt most, List<String> warnings) {
        if (most.orElse(1) == 0) {
            warnings.add("Every client that polls is refused: '" + key
                    + "' is 0, so that every tab is surplus, and 'multiSessionInterval' is 0, so that surplus"
                    + " tabs are refused.");
        }
    }

    private static void aboutEventSource(ServerConfig config, List<String> warnings) {
        if (config.allowedTransports().contains(TransportNames.EVENT_SOURCE)
                && !config.http().clientIdInPath()) {
            warnings.add("'allowedTransports' names eventsource, which is not offered:"
                    + " 'eventsource.clientIdInPath' is false, but must be true.");
        }
    }

    /** @return the names of the transports that there may be */
    private static Set<String> namesOf(ServerConfig config) {
        Set<String> names = new TreeSet<>(config.transportConfigs().keySet());
        names.remove(Prefixes.ANY_TRANSPORT);
        if (!config.http().clientIdInPath()) {
            names.remove(TransportNames.EVENT_SOURCE);
        }
        return names;
    }

    private static void aboutPauses(ServerConfig config, List<String> warnings) {
        for (String name : namesOf(config)) {
            TransportConfig transport = config.transport(name);
            // Connects beside an event source have a pause in any case.
            if (!name.equals(TransportNames.EVENT_SOURCE)
                    && transport.timeout().isZero()
                    && transport.interval().isZero()) {
                warnings.add("Clients connect again and again without a pause: 'timeout' and 'interval' of " + name
                        + " are both 0.");
            }
        }
    }

    private static void aboutIdleTimeout(ServerConfig config, List<String> warnings) {
        Duration idleTimeout = config.webSocket().idleTimeout().orElse(Duration.ZERO);
        Duration timeout = config.transport(Prefixes.WEBSOCKET).timeout();
        if (!idleTimeout.isZero() && idleTimeout.compareTo(timeout) <= 0) {
            warnings.add("Idle WebSocket connections are cut while their connect is held: 'ws.idleTimeout' is "
                    + idleTimeout.toMillis() + " ms and the WebSocket transport's 'timeout' is " + timeout.toMillis()
                    + " ms.");
        }
    }

    private static void aboutHistory(HistoryConfig history, ClusterConfig cluster, List<String> warnings) {
        boolean syncIsSet = !history.sync().equals(HistorySync.BY_DEFAULT);
        if (history.store().isEmpty() && syncIsSet) {
            warnings.add("'historySync' has no effect, because 'historyStore' is not set: history is kept in"
                    + " memory only.");
        }
        boolean waits = history.store().isPresent() && cluster.name().isPresent();
        if (!waits && !history.startWait().equals(HistoryConfig.A_MINUTE)) {
            warnings.add("'historyStartWait' has no effect, because 'historyStore' and 'cluster.name' are not"
                    + " both set: there are no nodes that know which one served last.");
        }
    }

    private static void aboutCluster(ClusterConfig cluster, List<String> warnings) {
        if (cluster.name().isEmpty() && namesNodes(cluster)) {
            warnings.add("The server joins no cluster, because 'cluster.name' is not set: the other settings of"
                    + " the cluster have no effect.");
        }
    }

    /** Field by field: what the JDK makes for comparing records keeps an application's class loader. */
    private static boolean namesNodes(ClusterConfig cluster) {
        return !cluster.members().isEmpty()
                || cluster.expected().isPresent()
                || cluster.onSplit() == OnSplit.REFUSE
                || Stream.of(
                                cluster.node(),
                                cluster.dns(),
                                cluster.stack(),
                                cluster.keystore(),
                                cluster.truststore(),
                                cluster.url())
                        .anyMatch(Optional::isPresent);
    }

    private static void aboutQueue(ServerConfig config, List<String> warnings) {
        long queue = config.limits().maxQueueBytes();
        for (String name : namesOf(config)) {
            int message = config.transport(name).maxMessageSize();
            if (message > queue) {
                warnings.add("A message may be larger than a session's queue, and then ends the session: "
                        + "'maxMessageSize' of " + name + " is " + message + " and 'maxQueueBytes' is " + queue + ".");
            }
        }
    }
}
