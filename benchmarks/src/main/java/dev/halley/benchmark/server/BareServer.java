package dev.halley.benchmark.server;

import dev.halley.benchmark.bare.BareApplication;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;

/**
 * The limit of the container: {@link BareApplication} on Jetty.
 *
 * <p>Thread-safety: started once.
 */
public final class BareServer {

    private BareServer() {}

    /** Starts it on a free port, and prints where it is. */
    public static void main(String[] arguments) throws Exception {
        Server server = new Server(Jetty.threads());
        server.addConnector(Jetty.connector(server));
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        context.addEventListener(new BareApplication());
        server.setHandler(context);
        server.start();
        Jetty.announce(server);
    }
}
