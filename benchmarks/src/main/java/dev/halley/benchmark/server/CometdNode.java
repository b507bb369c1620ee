package dev.halley.benchmark.server;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.client.websocket.jakarta.WebSocketTransport;
import org.cometd.oort.Oort;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;

/**
 * CometD's server as a node of its cluster, Oort, which forwards all channels below {@code /load} over WebSocket.
 *
 * <p>Thread-safety: started once.
 */
public final class CometdNode {

    /** The system property with the URLs of the nodes that run already, with commas between. */
    public static final String OTHERS = "oort.others";

    private CometdNode() {}

    /** @return where other nodes reach the one at that port */
    public static String url(int port) {
        return "ws://127.0.0.1:" + port + "/cometd";
    }

    /**
     * Starts it on a free port, and prints where it is when it is linked with the others.
     *
     * @param arguments how long polls are held, in milliseconds
     */
    public static void main(String[] arguments) throws Exception {
        List<String> others = Stream.of(System.getProperty(OTHERS, "").split(","))
                .filter(url -> !url.isEmpty())
                .toList();
        Server server = new Server(Jetty.threads());
        server.addConnector(Jetty.connector(server));
        ServletContextHandler context = CometdServer.context(server, arguments[0]);
        server.start();
        BayeuxServer bayeux = CometdServer.bayeux(context);
        Oort oort = new Oort(bayeux, url(((NetworkConnector) server.getConnectors()[0]).getLocalPort()));
        oort.setClientTransportFactories(List.of(new WebSocketTransport.Factory()));
        CountDownLatch joined = new CountDownLatch(others.size());
        oort.addCometListener(new Oort.CometListener() {
            @Override
            public void cometJoined(Event event) {
                joined.countDown();
            }
        });
        oort.start();
        oort.observeChannel("/load/**");
        for (String other : others) {
            oort.observeComet(other);
        }
        if (!joined.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Oort does not link " + others);
        }
        Jetty.announce(server);
    }
}
