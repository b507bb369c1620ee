package dev.halley.boot;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.halley.core.CoreServer;
import dev.halley.spi.Transport;
import dev.halley.transport.http.HttpTransport;
import dev.halley.transport.websocket.WebSocketTransport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The transports that the configuration asks for and the container can carry. Their names are known before the server
 * is, they themselves are made for it.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
final class Transports {

    private static final System.Logger LOG = System.getLogger(Transports.class.getName());

    /** These may be missing: where the container has no WebSocket, or the deployment names classes of its own. */
    private static final List<String> BUILT_IN =
            List.of(WebSocketTransport.NAME, HttpTransport.LONG_POLLING, HttpTransport.CALLBACK_POLLING);

    private final TransportContext site;
    private final Map<String, Function<CoreServer, Transport>> makers = new LinkedHashMap<>();
    private final List<Transport> started = new ArrayList<>();

    /**
     * @param beans gives the CDI bean of a class, if there is one
     * @throws IllegalStateException if a class that the configuration names is no transport, two have one name, a name that is
     *     allowed is that of none, or no transport is left
     */
    Transports(TransportContext site, Function<Class<?>, Optional<Object>> beans) {
        this.site = site;
        List<String> classes = site.config().transports();
        if (classes.isEmpty()) {
            addWebSocket();
            addHttp();
        }
        for (String type : classes) {
            if (type.equals(WebSocketTransport.class.getName())) {
                addWebSocket();
            } else if (type.equals(HttpTransport.class.getName())) {
                addHttp();
            } else {
                add(custom(type, beans));
            }
        }
        keepAllowed(site.config().allowedTransports());
    }

    private void add(Transport transport) {
        if (transport.names().isEmpty()) {
            throw new IllegalStateException(transport.getClass().getName()
                    + " has no name: a transport has at least one that clients negotiate.");
        }
        Function<CoreServer, Transport> maker = server -> transport;
        for (String name : transport.names()) {
            if (makers.putIfAbsent(name, maker) != null) {
                throw new IllegalStateException("There are two transports of the name '" + name + "', one of them "
                        + transport.getClass().getName() + ": each has names of its own.");
            }
        }
    }

    private void addWebSocket() {
        List<String> paths = site.declaration().webSocketPaths(site.config());
        if (!hasWebSocket()) {
            LOG.log(INFO, "The container offers no WebSocket: clients are served without it.");
        } else if (paths.isEmpty()) {
            LOG.log(INFO, "No mapping of the servlet has a path of its own: there is no place for WebSocket.");
        } else {
            makers.put(
                    WebSocketTransport.NAME, server -> new WebSocketTransport(site.platform(), site.context(), paths));
        }
    }

    private boolean hasWebSocket() {
        try {
            return WebSocketTransport.isAvailable(site.context());
        } catch (LinkageError noWebSocketApi) {
            LOG.log(DEBUG, "The API of WebSocket is not there", noWebSocketApi);
            return false;
        }
    }

    private void addHttp() {
        Function<CoreServer, Transport> http = server -> new HttpTransport(
                site.config(), server, site.platform().events(), site.platform().timer());
        makers.put(HttpTransport.LONG_POLLING, http);
        makers.put(HttpTransport.CALLBACK_POLLING, http);
    }

    private Transport custom(String name, Function<Class<?>, Optional<Object>> beans) {
        try {
            Class<?> type = Class.forName(name, true, site.context().getClassLoader());
            Optional<Object> bean = beans.apply(type);
            Object made = bean.isPresent() ? bean.get() : type.getConstructor().newInstance();
            if (made instanceof Transport transport) {
                return transport;
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException(
                    "The init-param 'transports' names " + name
                            + ", which cannot be made: it must be a CDI bean, or a class of the application with a public"
                            + " constructor without parameters (" + e + ").",
                    e);
        }
        throw new IllegalStateException("The init-param 'transports' names " + name + ", which does not implement "
                + Transport.class.getName() + ".");
    }

    private void keepAllowed(List<String> names) {
        List<String> there = names();
        List<String> missing =
                names.stream().filter(name -> !there.contains(name)).toList();
        if (!BUILT_IN.containsAll(missing)) {
            throw new IllegalStateException("The setting 'allowedTransports' names "
                    + missing.stream().filter(name -> !BUILT_IN.contains(name)).toList()
                    + ", but the transports are " + there + ".");
        }
        if (!names.isEmpty()) {
            Map<String, Function<CoreServer, Transport>> all = Map.copyOf(makers);
            makers.clear();
            names.stream().filter(all::containsKey).forEach(name -> makers.put(name, all.get(name)));
        }
        if (makers.isEmpty()) {
            throw new IllegalStateException("There is no transport over which clients could reach the server: the"
                    + " setting 'allowedTransports' allows " + names + ", and there are " + there + ".");
        }
        if (!missing.isEmpty()) {
            LOG.log(
                    WARNING,
                    "The setting 'allowedTransports' also names " + missing + ", but here there are only " + there);
        }
    }

    /** @return what clients negotiate, the preferred one first */
    List<String> names() {
        return List.copyOf(makers.keySet());
    }

    /** Makes the transports and starts them; the two ways over HTTP are one. */
    void start(CoreServer server) {
        for (Function<CoreServer, Transport> maker : new LinkedHashSet<>(makers.values())) {
            Transport transport = maker.apply(server);
            started.add(transport);
            transport.start(server);
            if (transport instanceof HttpTransport) {
                site.context().setAttribute(HttpTransport.ATTRIBUTE, transport);
            }
        }
    }

    void stop() {
        started.forEach(Transport::stop);
        site.context().removeAttribute(HttpTransport.ATTRIBUTE);
    }
}
