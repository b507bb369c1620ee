package dev.halley.benchmark.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;

/**
 * The limit of the container: an endpoint and a servlet that do as little as one can do.
 *
 * <p>{@code /idle} is a WebSocket that does nothing, {@code /hold} a servlet that holds every request, and {@code /cometd} a
 * WebSocket that answers Bayeux with ready-made texts and sends every publish to all with {@code sendText}.
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
        ServletHolder hold = new ServletHolder(new HoldServlet());
        hold.setAsyncSupported(true);
        context.addServlet(hold, "/hold");
        JakartaWebSocketServletContainerInitializer.configure(context, (application, container) -> {
            container.addEndpoint(ServerEndpointConfig.Builder.create(IdleEndpoint.class, "/idle")
                    .build());
            container.addEndpoint(ServerEndpointConfig.Builder.create(LoopEndpoint.class, "/cometd")
                    .build());
        });
        server.setHandler(context);
        server.start();
        Jetty.announce(server);
    }

    /** Holds requests for ever, and keeps nothing but what the container keeps. */
    static final class HoldServlet extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (body.contains("/meta/connect")) {
                AsyncContext held = request.startAsync();
                held.setTimeout(0);
                return;
            }
            response.setContentType("application/json");
            byte[] answer = "[{\"channel\":\"/meta/handshake\",\"successful\":true}]".getBytes(StandardCharsets.UTF_8);
            response.setContentLength(answer.length);
            response.getOutputStream().write(answer);
        }
    }

    /** Listens, and does nothing. */
    public static final class IdleEndpoint extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxIdleTimeout(0);
            session.addMessageHandler(String.class, (MessageHandler.Partial<String>) (part, last) -> {});
        }
    }
}
