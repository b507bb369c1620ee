package dev.halley.boot;

import static java.lang.System.Logger.Level.INFO;

import dev.halley.spi.Gateway;
import dev.halley.spi.Transport;
import dev.halley.transport.http.HttpTransport;
import dev.halley.transport.websocket.WebSocketTransport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The transports that the configuration asks for and the container can carry.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
final class Transports {

    private static final System.Logger LOG = System.getLogger(Transports.class.getName());

    private final Map<String, Transport> byName;

    private Transports(Map<String, Transport> byName) {
        this.byName = byName;
    }

    /**
     * @throws IllegalStateException if a class that the configuration names is no transport, or no transport is left
     */
    static Transports of(Site site) {
        Map<String, Transport> available = new LinkedHashMap<>();
        List<String> classes = site.config().transports();
        if (classes.isEmpty()) {
            webSocket(site, available);
            http(site, available);
        }
        for (String type : classes) {
            if (type.equals(WebSocketTransport.class.getName())) {
                webSocket(site, available);
            } else if (type.equals(HttpTransport.class.getName())) {
                http(site, available);
            } else {
                Transport custom = custom(type, site.context().getClassLoader());
                available.put(custom.name(), custom);
            }
        }
        return new Transports(allowed(site.config().allowedTransports(), available));
    }

    private static void webSocket(Site site, Map<String, Transport> available) {
        List<String> paths = site.entrance().webSocketPaths(site.config());
        if (!hasWebSocket(site)) {
            LOG.log(INFO, "The container offers no WebSocket: clients are served over HTTP alone.");
        } else if (paths.isEmpty()) {
            LOG.log(INFO, "No mapping of the servlet has a path of its own: there is no place for WebSocket.");
        } else {
            available.put(WebSocketTransport.NAME, new WebSocketTransport(
                    site.config(), site.context(), paths, site.events(), site.workers()));
        }
    }

    private static boolean hasWebSocket(Site site) {
        try {
            return WebSocketTransport.isAvailable(site.context());
        } catch (LinkageError noWebSocketApi) {
            return false;
        }
    }

    private static Transport custom(String type, ClassLoader application) {
        try {
            Object made = Class.forName(type, true, application).getConstructor().newInstance();
            if (made instanceof Transport transport) {
                return transport;
            }
            throw new IllegalStateException("The init-param 'transports' names " + type + ", which does not implement "
                    + Transport.class.getName() + ".");
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException("The init-param 'transports' names " + type
                    + ", which cannot be made: it must be a class of the application with a public constructor without"
                    + " parameters (" + e + ").", e);
        }
    }

    private static Map<String, Transport> allowed(List<String> names, Map<String, Transport> available) {
        if (names.isEmpty() && !available.isEmpty()) {
            return available;
        }
        Map<String, Transport> allowed = new LinkedHashMap<>();
        for (String name : names) {
            Transport transport = available.get(name);
            if (transport == null) {
                LOG.log(INFO, "The init-param 'allowedTransports' names '" + name + "', which is not among those there: "
                        + available.keySet() + ".");
            } else {
                allowed.put(name, transport);
            }
        }
        if (allowed.isEmpty()) {
            throw new IllegalStateException("The init-params 'transports' and 'allowedTransports' leave no transport over"
                    + " which clients could reach the server: allowed are " + names + ", there are "
                    + available.keySet() + ".");
        }
        return allowed;
    }

    /** @return what clients negotiate, the preferred one first */
    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    void start(Gateway gateway) {
        each().forEach(transport -> transport.start(gateway));
    }

    void stop() {
        each().forEach(Transport::stop);
    }

    /** Each once: the two ways over HTTP are one transport. */
    private List<Transport> each() {
        return new ArrayList<>(new LinkedHashSet<>(byName.values()));
    }
}
