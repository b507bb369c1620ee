package dev.halley.benchmark.server;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    private CometdNode() {}

    /** @return where other nodes reach the one at that port */
    public static String url(int port) {
        return "ws://127.0.0.1:" + port + "/cometd";
    }

    /**
     * Starts it on a free port, and prints where it is when it is linked with the others.
     *
     * @param others the URLs of the nodes that run already
     */
    public static void main(String[] others) throws Exception {
        Server server = new Server(Jetty.threads());
        server.addConnector(Jetty.connector(server));
        ServletContextHandler context = CometdServer.context(server, "20000");
        server.start();
        BayeuxServer bayeux = CometdServer.bayeux(context);
        Oort oort = new Oort(bayeux, url(((NetworkConnector) server.getConnectors()[0]).getLocalPort()));
        oort.setClientTransportFactories(List.of(new WebSocketTransport.Factory()));
        CountDownLatch joined = new CountDownLatch(others.length);
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
            throw new IllegalStateException("Oort does not link " + List.of(others));
        }
        Jetty.announce(server);
    }
}
