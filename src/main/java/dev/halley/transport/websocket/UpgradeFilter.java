package dev.halley.transport.websocket;

import dev.halley.container.WebSocketUpgrade;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Upgrades requests by what the container has beyond Jakarta WebSocket; all others go on.
 *
 * <p>It stands behind the security constraints and the filters of the application, so that who they let through as whom holds for
 * WebSockets, too.
 *
 * <p>Thread-safety: thread-safe.
 */
final class UpgradeFilter implements Filter {

    private final WebSocketUpgrade container;
    private final EndpointContext endpoint;
    private final UpgradePolicy policy;
    private final List<EndpointPaths> paths;

    UpgradeFilter(
            WebSocketUpgrade container, EndpointContext endpoint, UpgradePolicy policy, List<EndpointPaths> paths) {
        this.container = container;
        this.endpoint = endpoint;
        this.policy = policy;
        this.paths = paths;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && UpgradeRequests.asksForWebSocket(http)
                && isAtEndpoint(http)
                && upgraded(http, answer))) {
            chain.doFilter(request, response);
        }
    }

    private boolean isAtEndpoint(HttpServletRequest request) {
        String below = request.getPathInfo();
        String path = below == null ? request.getServletPath() : request.getServletPath() + below;
        return paths.stream().anyMatch(endpointPath -> endpointPath.matches(path));
    }

    private boolean upgraded(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!policy.admits(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return true;
        }
        UpgradedSocket socket = new UpgradedSocket(endpoint, policy.contextOf(request));
        return container.upgrade(request, response, policy.protocol().orElse(null), policy::takesExtension, socket);
    }
}
