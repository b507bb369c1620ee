package dev.halley.benchmark.jakarta;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.websocket.common.AbstractBayeuxContext;
import org.cometd.server.websocket.common.AbstractWebSocketTransport;

/**
 * Gives CometD an endpoint at {@code /cometd} of the container that the application runs on.
 *
 * <p>Thread-safety: thread-safe once it has started.
 */
public final class CometdTransport extends AbstractWebSocketTransport {

    /** @param server that creates it, by its class name */
    public CometdTransport(BayeuxServerImpl server) {
        super(server);
    }

    @Override
    public void init() {
        super.init();
        ServletContext application = (ServletContext) getBayeuxServer().getOption(ServletContext.class.getName());
        ServerContainer container = (ServerContainer) application.getAttribute(ServerContainer.class.getName());
        try {
            container.addEndpoint(ServerEndpointConfig.Builder.create(CometdEndpoint.class, "/cometd")
                    .configurator(new Upgrade(this))
                    .build());
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void onClose(int code, String reason) {
        // Nobody is told.
    }

    /** Makes the endpoint of each socket. What the request was, no scenario asks for. */
    private static final class Upgrade extends ServerEndpointConfig.Configurator {

        private final CometdTransport transport;

        private Upgrade(CometdTransport transport) {
            this.transport = transport;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new CometdEndpoint(transport, new Request()));
        }
    }

    /** An upgrade request that says nothing. */
    private static final class Request extends AbstractBayeuxContext {

        private Request() {
            super("", "", null, Map.of(), Map.of(), null, null, null, List.of(Locale.ROOT), "HTTP/1.1", false);
        }

        @Override
        public Object getContextAttribute(String name) {
            return null;
        }

        @Override
        public Object getRequestAttribute(String name) {
            return null;
        }

        @Override
        public String getSessionId() {
            return null;
        }

        @Override
        public Object getSessionAttribute(String name) {
            return null;
        }
    }
}
