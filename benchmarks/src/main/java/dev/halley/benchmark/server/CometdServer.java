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
        ServletContextHandler context = context(server, arguments[0]);
        server.start();
        if (Boolean.parseBoolean(arguments[1])) {
            if (!new ServerAnnotationProcessor(bayeux(context)).process(new CometdCalls())) {
                throw new IllegalStateException("CometD found nothing to call in " + CometdCalls.class);
            }
        }
        Jetty.announce(server);
    }

    static BayeuxServer bayeux(ServletContextHandler context) {
        return (BayeuxServer) context.getServletContext().getAttribute(BayeuxServer.ATTRIBUTE);
    }

    /** @param held how long polls are held, in milliseconds. @return CometD, at /cometd of the server, which is not started yet */
    static ServletContextHandler context(Server server, String held) {
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        server.setHandler(context);
        context.insertHandler(WebSocketUpgradeHandler.from(server, context));
        ServletHolder cometd = new ServletHolder(new OnJetty(context.getContext()));
        cometd.setInitParameter(
                "transports", JettyWebSocketTransport.class.getName() + "," + JSONHttpTransport.class.getName());
        cometd.setInitParameter("ws.cometdURLMapping", "/cometd/*");
        cometd.setInitParameter("timeout", held);
        cometd.setInitParameter("ws.idleTimeout", "0");
        cometd.setAsyncSupported(true);
        cometd.setInitOrder(1);
        context.addServlet(cometd, "/cometd/*");
        return context;
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
