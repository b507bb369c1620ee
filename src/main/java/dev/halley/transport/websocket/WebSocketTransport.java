package dev.halley.transport.websocket;

import dev.halley.config.ServerConfig;
import dev.halley.container.WebSocketUpgrade;
import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Offers Bayeux over the container's WebSocket: an endpoint on each of the given paths.
 *
 * <p>Thread-safety: started and stopped once, by one thread.
 */
public final class WebSocketTransport implements Transport {

    /** The name that clients negotiate. */
    public static final String NAME = "websocket";

    private static final System.Logger LOGGER = System.getLogger(WebSocketTransport.class.getName());

    private final WebSocketSettings settings;
    private final List<EndpointPaths> paths;

    /**
     * @param patterns where it is reached, below the application's context path, such as {@code /cometd}; one that ends
     *     with {@code /*} is reached with a slash and with one further segment after it, too, as over HTTP
     */
    public WebSocketTransport(ServerConfig config, List<String> patterns) {
        this(WebSocketSettings.of(config), patterns);
    }

    WebSocketTransport(WebSocketSettings settings, List<String> patterns) {
        this.settings = settings;
        this.paths = EndpointPaths.of(patterns);
    }

    /**
     * @param mappings URL patterns of the servlet, where it is reached unless the configuration has others
     * @return the transport of an application; empty where its container has no WebSocket, or none of the patterns has a path of
     *     its own: then the log says so
     */
    public static Optional<WebSocketTransport> in(
            ServletContext application, ServerConfig config, List<String> mappings) {
        List<String> patterns = EndpointPaths.withPath(config.webSocket().urlMappings(), mappings);
        if (container(application).isEmpty()) {
            LOGGER.log(System.Logger.Level.INFO, "The container offers no WebSocket: clients are served without it.");
            return Optional.empty();
        }
        if (patterns.isEmpty()) {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "No mapping of the servlet has a path of its own: there is no place for WebSocket.");
            return Optional.empty();
        }
        return Optional.of(new WebSocketTransport(config, patterns));
    }

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    /**
     * Registers the endpoint. To be called before the application takes requests, best from a
     * {@code ServletContextListener} of its deployment descriptor: later, foreign origins cannot be answered 403 any more
     * (their WebSockets are then closed as soon as they are open), and clients' addresses are unknown.
     *
     * @throws IllegalStateException if the server is in no container that offers WebSocket, or that refuses the endpoint
     */
    @Override
    public void start(TransportContext context) {
        ServletContext application = context.unwrap(ServletContext.class)
                .orElseThrow(() -> new IllegalStateException("The server is in no servlet container, which the"
                        + " transport \"websocket\" needs; leave it out of the allowed ones."));
        ServerContainer container = container(application)
                .orElseThrow(() -> new IllegalStateException("This container offers no WebSocket to " + application
                        + "; leave the transport \"websocket\" out of the allowed ones."));
        EndpointContext endpoint = EndpointContext.of(context, settings);
        UpgradePolicy policy = new UpgradePolicy(endpoint, settings, application);
        if (!settings.own().jakarta()
                && application.getAttribute(WebSocketUpgrade.ATTRIBUTE) instanceof WebSocketUpgrade own
                && filter(application, new UpgradeFilter(own, endpoint, policy, paths))) {
            return;
        }
        Upgrades upgrades = new Upgrades(endpoint, policy, announced(application));
        paths.forEach(path -> register(container, path.exact(), upgrades));
        // These before those with a further segment: what spoils all endpoints, as on Tomcat, is told by them at the
        // latest.
        paths.forEach(path -> path.withSlash().ifPresent(slash -> registerUnlessTheSame(container, slash, upgrades)));
        paths.forEach(path -> path.withSegment().ifPresent(template -> register(container, template, upgrades)));
    }

    /** @return whether the container takes the filter, which it does until the application is initialized */
    private boolean filter(ServletContext application, UpgradeFilter filter) {
        FilterRegistration.Dynamic registration;
        try {
            registration = application.addFilter(UpgradeFilter.class.getName(), filter);
        } catch (IllegalStateException | UnsupportedOperationException e) {
            LOGGER.log(
                    System.Logger.Level.DEBUG,
                    "The container takes no filter at this time ({0}): WebSockets go over Jakarta''s API.",
                    e.getMessage());
            return false;
        }
        if (registration == null) {
            return false;
        }
        registration.setAsyncSupported(true);
        String[] patterns =
                paths.stream().map(EndpointPaths::filterPattern).distinct().toArray(String[]::new);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, patterns);
        return true;
    }

    /** Does nothing: an endpoint cannot be taken back, and turns clients away once the gateway is closed. */
    @Override
    public void stop() {}

    /**
     * Asks the container to announce upgrades, where it would refuse that once the application's listeners are called: for those
     * that declare the server without web.xml, before it starts.
     */
    public static void announceUpgrades(ServletContext application) {
        UpgradeRequests requests = new UpgradeRequests();
        application.addListener(requests);
        application.setAttribute(UpgradeRequests.ATTRIBUTE, requests);
    }

    private static UpgradeRequests announced(ServletContext application) {
        if (application.getAttribute(UpgradeRequests.ATTRIBUTE) instanceof UpgradeRequests already) {
            return already;
        }
        UpgradeRequests requests = new UpgradeRequests();
        try {
            application.addListener(requests);
        } catch (IllegalStateException | UnsupportedOperationException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "The container takes no request listener at this time ({0}): WebSockets from foreign origins are"
                            + " closed after the upgrade, and addresses of WebSocket clients are unknown.",
                    e.getMessage());
        }
        return requests;
    }

    private void register(ServerContainer container, String path, Upgrades upgrades) {
        try {
            add(container, path, upgrades);
        } catch (DeploymentException e) {
            throw new IllegalStateException("The container refuses a WebSocket endpoint at " + path + ".", e);
        }
    }

    /** Some containers take a path with a slash after it for the same, and refuse it as registered. */
    private void registerUnlessTheSame(ServerContainer container, String path, Upgrades upgrades) {
        try {
            add(container, path, upgrades);
        } catch (DeploymentException e) {
            LOGGER.log(
                    System.Logger.Level.DEBUG,
                    "The container takes no WebSocket endpoint of its own at {0}: {1}",
                    path,
                    e.getMessage());
        }
    }

    private void add(ServerContainer container, String path, Upgrades upgrades) throws DeploymentException {
        container.addEndpoint(ServerEndpointConfig.Builder.create(BayeuxEndpoint.class, path)
                .subprotocols(settings.own().protocol().stream().toList())
                .configurator(upgrades)
                .build());
    }

    private static Optional<ServerContainer> container(ServletContext application) {
        Object container = application.getAttribute(ServerContainer.class.getName());
        return container instanceof ServerContainer server ? Optional.of(server) : Optional.empty();
    }
}
