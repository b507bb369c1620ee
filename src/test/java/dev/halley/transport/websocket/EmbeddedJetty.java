package dev.halley.transport.websocket;

import jakarta.servlet.ServletContext;
import java.net.URI;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Runs an application on an embedded Jetty.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class EmbeddedJetty implements EmbeddedContainer {

    private final Server server = new Server();

    @Override
    public URI start(Consumer<ServletContext> deployment) throws Exception {
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler application = new ServletContextHandler("/app");
        JakartaWebSocketServletContainerInitializer.configure(
                application, (context, container) -> deployment.accept(context));
        server.setHandler(application);
        server.start();
        return URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/app/cometd");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop.", e);
        }
    }
}
