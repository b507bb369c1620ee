package dev.halley.interop;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ConfigurableServerChannel;
import org.cometd.bayeux.server.ServerChannel;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.ext.AcknowledgedMessagesExtension;
import org.cometd.server.ext.BinaryExtension;
import org.cometd.server.ext.TimesyncExtension;
import org.cometd.server.http.JSONHttpTransport;
import org.cometd.server.http.jakarta.CometDServlet;
import org.cometd.server.websocket.jetty.JettyWebSocketTransport;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * CometD's own server, over long-polling and WebSocket, for our clients to be tried against: with its extensions for
 * acknowledgement, time and binary data, and with a few service channels.
 *
 * <p>{@code /service/echo} answers a remote call with what it was given, {@code /service/fail} as a failure,
 * {@code /service/silence} never answers, {@code /service/kick} ends the caller's session.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class CometdServer implements AutoCloseable {

    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty, 1, 1);
    private final OnJetty servlet;

    private CometdServer(Map<String, String> settings) {
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(settings.getOrDefault("port", "0")));
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        jetty.setHandler(context);
        context.insertHandler(WebSocketUpgradeHandler.from(jetty, context));
        servlet = new OnJetty(context.getContext());
        ServletHolder cometd = new ServletHolder(servlet);
        cometd.setInitParameter(
                "transports", JettyWebSocketTransport.class.getName() + "," + JSONHttpTransport.class.getName());
        cometd.setInitParameter("ws.cometdURLMapping", "/cometd/*");
        settings.forEach(cometd::setInitParameter);
        cometd.setAsyncSupported(true);
        cometd.setInitOrder(1);
        context.addServlet(cometd, "/cometd/*");
    }

    /** @param settings CometD's own, names and values in turn; and {@code port}, a free one if it is not given */
    public static CometdServer start(String... settings) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        CometdServer server = new CometdServer(map);
        try {
            server.jetty.start();
        } catch (Exception e) {
            throw new IllegalStateException("CometD's server did not start.", e);
        }
        return server;
    }

    /**
     * Starts it, prints where it is, and stops when its standard input ends.
     *
     * @param settings as {@link #start} takes them
     */
    public static void main(String[] settings) throws Exception {
        try (CometdServer server = start(settings)) {
            System.out.println("CometD is ready: " + server.uri());
            while (System.in.read() >= 0) {
                // Only its end counts.
            }
        }
    }

    /** @return where clients go */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/cometd");
    }

    public BayeuxServer bayeux() {
        return servlet.server;
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("CometD's server did not stop.", e);
        }
    }

    /** Tells the native WebSocket transport which Jetty context it is in, and sets the server up. */
    private static final class OnJetty extends CometDServlet {

        private static final long serialVersionUID = 1;

        private final transient Context context;
        private transient BayeuxServer server;

        private OnJetty(Context context) {
            this.context = context;
        }

        @Override
        protected BayeuxServer newBayeuxServer() {
            server = super.newBayeuxServer();
            server.setOption(Context.class.getName(), context);
            List.of(new AcknowledgedMessagesExtension(), new TimesyncExtension(), new BinaryExtension())
                    .forEach(server::addExtension);
            listen("/service/echo", (from, message) -> answer(from, message, true));
            listen("/service/fail", (from, message) -> answer(from, message, false));
            listen("/service/kick", (from, message) -> from.disconnect());
            return server;
        }

        private void listen(String channel, Service service) {
            server.createChannelIfAbsent(channel, (ConfigurableServerChannel created) -> {
                created.setPersistent(true);
                created.addListener(new ServerChannel.MessageListener() {
                    @Override
                    public boolean onMessage(ServerSession from, ServerChannel ignored, ServerMessage.Mutable message) {
                        service.serve(from, message);
                        return true;
                    }
                });
            });
        }

        private void answer(ServerSession to, ServerMessage.Mutable question, boolean successful) {
            ServerMessage.Mutable answer = server.newMessage();
            answer.setChannel(question.getChannel());
            answer.setId(question.getId());
            answer.setSuccessful(successful);
            answer.setData(question.getData());
            to.deliver(null, answer, Promise.noop());
        }
    }

    private interface Service {
        void serve(ServerSession from, ServerMessage.Mutable message);
    }
}
