package dev.halley.benchmark.bare;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * An application of its own: {@code /idle} is a WebSocket that does nothing, {@code /hold} a servlet that holds every request, and
 * {@code /cometd} a WebSocket that answers Bayeux with ready-made texts and sends every publish to all with {@code sendText}.
 *
 * <p>Thread-safety: immutable.
 */
public final class BareApplication implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext application = event.getServletContext();
        ServletRegistration.Dynamic hold = application.addServlet("hold", HoldServlet.class);
        hold.addMapping("/hold");
        hold.setAsyncSupported(true);
        try {
            addEndpoints((ServerContainer) application.getAttribute(ServerContainer.class.getName()));
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds both WebSocket endpoints to a container. */
    public static void addEndpoints(ServerContainer container) throws DeploymentException {
        container.addEndpoint(
                ServerEndpointConfig.Builder.create(IdleEndpoint.class, "/idle").build());
        container.addEndpoint(ServerEndpointConfig.Builder.create(LoopEndpoint.class, "/cometd")
                .build());
    }
}
