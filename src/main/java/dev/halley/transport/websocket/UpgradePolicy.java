package dev.halley.transport.websocket;

import dev.halley.config.WebSocketConfig;
import dev.halley.security.OriginPolicy;
import dev.halley.transport.RequestTarget;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.server.HandshakeRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests may become WebSockets, and what is taken of that which they offer.
 *
 * <p>Thread-safety: thread-safe.
 */
final class UpgradePolicy {

    private final WebSocketConfig config;
    private final OriginPolicy origins;
    private final UpgradeEnvironment shared;

    UpgradePolicy(EndpointContext endpoint, WebSocketSettings settings, ServletContext application) {
        this.config = settings.own();
        this.origins = new OriginPolicy(settings.origin());
        RememberedRoles roles =
                new RememberedRoles(config.roles(), endpoint.server().gateway()::declaredRoles);
        this.shared =
                new UpgradeEnvironment(application, roles, settings.origin().trustedProxies());
    }

    /** @return whether the request may become a WebSocket */
    boolean admits(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return offersProtocol(request.getHeader(HandshakeRequest.SEC_WEBSOCKET_PROTOCOL))
                && (origin == null || allows(origin, UpgradeContext.target(request, shared.trustedProxies())));
    }

    /** @return the same for one that the container did not announce */
    boolean admits(HandshakeRequest handshake, UpgradeContext context) {
        String offered = context.header(HandshakeRequest.SEC_WEBSOCKET_PROTOCOL).orElse(null);
        String origin = context.header("Origin").orElse(null);
        return offersProtocol(offered) && allows(origin, context.target(handshake, shared.trustedProxies()));
    }

    /** @return what is known of a request, as long as its connection lives */
    UpgradeContext contextOf(HttpServletRequest request) {
        return UpgradeContext.of(shared, request);
    }

    /** @param request null where the container did not announce it */
    UpgradeContext contextOf(HandshakeRequest handshake, @Nullable HttpServletRequest request) {
        return UpgradeContext.of(shared, handshake, request);
    }

    /** @return whether the WebSocket extension of that name is taken, where a client offers it */
    boolean takesExtension(String name) {
        return config.extensions().getOrDefault(name, true);
    }

    /** @return the subprotocol that clients must offer */
    Optional<String> protocol() {
        return config.protocol();
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
