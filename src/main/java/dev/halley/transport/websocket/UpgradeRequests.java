package dev.halley.transport.websocket;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Knows the HTTP request that is being upgraded by the current thread.
 *
 * <p>Jakarta WebSocket tells its configurator neither the host at the time when the origin is to be judged, nor the
 * client's address at any time. A request listener is called by every container before the upgrade, on the same thread.
 *
 * <p>Thread-safety: thread-safe; what it holds is confined to the request's thread.
 */
final class UpgradeRequests implements ServletRequestListener {

    /** The servlet context's attribute with one that the container calls already. */
    static final String ATTRIBUTE = UpgradeRequests.class.getName();

    private final ThreadLocal<HttpServletRequest> current = new ThreadLocal<>();

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        if (event.getServletRequest() instanceof HttpServletRequest request && asksForWebSocket(request)) {
            current.set(request);
        }
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        current.remove();
    }

    /** @return null where the container did not announce the request */
    @Nullable HttpServletRequest current() {
        return current.get();
    }

    static boolean asksForWebSocket(HttpServletRequest request) {
        // Over HTTP/2 a WebSocket is opened by an extended CONNECT.
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
                || request.getMethod().equals("CONNECT");
    }
}
