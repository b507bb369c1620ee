package dev.halley.transport.websocket;

import dev.halley.config.WebSocketConfig;
import dev.halley.security.OriginPolicy;
import dev.halley.transport.RequestTarget;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests may become WebSockets, and hands what they told to their endpoints.
 *
 * <p>Where the container announces the request, one that is not allowed is answered 403. Where it does not, the upgrade
 * is admitted and closed as soon as it is open, since only then the host is known that the origin is compared with.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Upgrades extends ServerEndpointConfig.Configurator {

    private static final String CONTEXT = UpgradeContext.class.getName();

    private final WebSocketConfig config;
    private final OriginPolicy origins;
    private final UpgradeEnvironment shared;
    private final UpgradeRequests requests;
    private final Supplier<BayeuxEndpoint> endpoints;

    Upgrades(
            EndpointContext endpoint,
            WebSocketSettings settings,
            ServletContext application,
            UpgradeRequests requests) {
        this.config = settings.own();
        this.origins = new OriginPolicy(settings.origin());
        RememberedRoles roles =
                new RememberedRoles(config.roles(), endpoint.server().gateway()::declaredRoles);
        this.shared =
                new UpgradeEnvironment(application, roles, settings.origin().trustedProxies());
        this.requests = requests;
        this.endpoints = () -> new BayeuxEndpoint(endpoint);
    }

    /** @return what was known when the connection was asked for; null if it is refused */
    static @Nullable UpgradeContext admitted(Session session, EndpointConfig config) {
        // A copy of the endpoint's properties for each connection; neither the session nor its config is to keep it.
        Object context = config.getUserProperties().remove(CONTEXT);
        session.getUserProperties().remove(CONTEXT);
        return (UpgradeContext) context;
    }

    @Override
    public boolean checkOrigin(@Nullable String origin) {
        HttpServletRequest request = requests.current();
        if (request == null) {
            return true;
        }
        return offersProtocol(request.getHeader(HandshakeRequest.SEC_WEBSOCKET_PROTOCOL))
                && (origin == null || allows(origin, UpgradeContext.target(request, shared.trustedProxies())));
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig endpoint, HandshakeRequest handshake, HandshakeResponse response) {
        HttpServletRequest request = requests.current();
        UpgradeContext context = new UpgradeContext(shared, handshake, request);
        if (request != null || allows(handshake, context)) {
            endpoint.getUserProperties().put(CONTEXT, context);
        }
    }

    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        List<Extension> wanted = requested.stream()
                .filter(extension -> config.extensions().getOrDefault(extension.getName(), true))
                .toList();
        return wanted.isEmpty() ? List.of() : super.getNegotiatedExtensions(installed, wanted);
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(endpoints.get());
    }

    private boolean allows(HandshakeRequest handshake, UpgradeContext context) {
        String offered = context.header(HandshakeRequest.SEC_WEBSOCKET_PROTOCOL).orElse(null);
        String origin = context.header("Origin").orElse(null);
        return offersProtocol(offered) && allows(origin, context.target(handshake, shared.trustedProxies()));
    }

    private boolean allows(@Nullable String origin, RequestTarget target) {
        return origins.judge(origin, target.scheme(), target.authority()).allowed();
    }

    private boolean offersProtocol(@Nullable String offered) {
        if (config.protocol().isEmpty()) {
            return true;
        }
        String wanted = config.protocol().get();
        return offered != null && List.of(offered.trim().split("\\s*,\\s*")).contains(wanted);
    }
}
