package dev.halley.benchmark.server;

import org.cometd.annotation.server.ServerAnnotationProcessor;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.server.http.JSONHttpTransport;
import org.cometd.server.http.jakarta.CometDServlet;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * CometD's server with its native WebSocket transport, and its defaults but for the time that polls are held.
 *
 * <p>Thread-safety: started once.
 */
public final class CometdServer {

    private CometdServer() {}

    /**
     * Starts it on a free port, and prints where it is.
     *
     * @param arguments how long polls are held, in milliseconds, and whether there are the services that are measured
     */
    public static void main(String[] arguments) throws Exception {
        Server server = new Server(Jetty.threads());
        server.addConnector(Jetty.connector(server));
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        server.setHandler(context);
        context.insertHandler(WebSocketUpgradeHandler.from(server, context));
        ServletHolder cometd = new ServletHolder(new OnJetty(context.getContext()));
        cometd.setInitParameter(
                "transports", JettyWebSocketTransport.class.getName() + "," + JSONHttpTransport.class.getName());
        cometd.setInitParameter("ws.cometdURLMapping", "/cometd/*");
        cometd.setInitParameter("timeout", arguments[0]);
        cometd.setInitParameter("ws.idleTimeout", "0");
        cometd.setAsyncSupported(true);
        cometd.setInitOrder(1);
        context.addServlet(cometd, "/cometd/*");
        server.start();
        if (Boolean.parseBoolean(arguments[1])) {
            BayeuxServer bayeux = (BayeuxServer) context.getServletContext().getAttribute(BayeuxServer.ATTRIBUTE);
            if (!new ServerAnnotationProcessor(bayeux).process(new CometdCalls())) {
                throw new IllegalStateException("CometD found nothing to call in " + CometdCalls.class);
            }
        }
        Jetty.announce(server);
    }

    /** Tells the native WebSocket transport which Jetty context it is in. */
    private static final class OnJetty extends CometDServlet {

        private static final long serialVersionUID = 1;

        private final transient Context context;

        private OnJetty(Context context) {
            this.context = context;
        }

        @Override
        protected BayeuxServer newBayeuxServer() {
            BayeuxServer server = super.newBayeuxServer();
            server.setOption(Context.class.getName(), context);
            return server;
        }
    }
}
