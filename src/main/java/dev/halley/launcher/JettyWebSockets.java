package dev.halley.launcher;

import dev.halley.container.TextSocketListener;
import dev.halley.container.WebSocketUpgrade;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.eclipse.jetty.ee11.servlet.ServletCoreRequest;
import org.eclipse.jetty.ee11.servlet.ServletCoreResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.FutureCallback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.Handshaker;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/**
 * Offers Jetty's own WebSockets to one web application.
 *
 * <p>Thread-safety: thread-safe.
 */
final class JettyWebSockets implements WebSocketUpgrade {

    private final ContextHandler context;
    private final Handshaker handshaker = Handshaker.newInstance();
    private final Configuration.Customizer settings = new Configuration.ConfigurationCustomizer();

    /** @param context the application, which is started */
    JettyWebSockets(ContextHandler context) {
        this.context = context;
    }

    @Override
    public boolean upgrade(
            HttpServletRequest servletRequest,
            HttpServletResponse servletResponse,
            String subprotocol,
            Predicate<String> extensions,
            TextSocketListener listener)
            throws IOException {
        Request request = ServletCoreRequest.wrap(servletRequest);
        if (!handshaker.isWebSocketUpgradeRequest(request)) {
            return false;
        }
        Response response = ServletCoreResponse.wrap(request, servletResponse, false);
        var components = WebSocketServerComponents.ensureWebSocketComponents(context.getServer(), context);
        var negotiation = new Negotiation(subprotocol, extensions, listener);
        FutureCallback done = new FutureCallback();
        boolean answered = handshaker.upgradeRequest(negotiation, request, response, done, components, settings);
        if (answered) {
            done.block();
        }
        return answered;
    }

    private record Negotiation(String subprotocol, Predicate<String> extensions, TextSocketListener listener)
            implements WebSocketNegotiator {

        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            if (subprotocol != null) {
                response.setAcceptedSubProtocol(subprotocol);
            }
            List<ExtensionConfig> taken = response.getExtensions().stream()
                    .filter(extension -> extensions.test(extension.getName()))
                    .toList();
            response.setExtensions(taken);
            return new JettyTextSocket(listener);
        }
    }
}
