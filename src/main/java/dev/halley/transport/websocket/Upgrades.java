package dev.halley.transport.websocket;

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
 * Applies the policy of upgrades over Jakarta WebSocket, and hands what the requests told to their endpoints.
 *
 * <p>Where the container announces the request, one that is not allowed is answered 403. Where it does not, the upgrade
 * is admitted and closed as soon as it is open, since only then the host is known that the origin is compared with.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Upgrades extends ServerEndpointConfig.Configurator {

    private static final String CONTEXT = UpgradeContext.class.getName();

    private final UpgradePolicy policy;
    private final UpgradeRequests requests;
    private final Supplier<BayeuxEndpoint> endpoints;

    Upgrades(EndpointContext endpoint, UpgradePolicy policy, UpgradeRequests requests) {
        this.policy = policy;
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
        return request == null || policy.admits(request);
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig endpoint, HandshakeRequest handshake, HandshakeResponse response) {
        HttpServletRequest request = requests.current();
        UpgradeContext context = policy.contextOf(handshake, request);
        if (request != null || policy.admits(handshake, context)) {
            endpoint.getUserProperties().put(CONTEXT, context);
        }
    }

    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        List<Extension> wanted = requested.stream()
                .filter(extension -> policy.takesExtension(extension.getName()))
                .toList();
        return wanted.isEmpty() ? List.of() : super.getNegotiatedExtensions(installed, wanted);
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(endpoints.get());
    }
}
