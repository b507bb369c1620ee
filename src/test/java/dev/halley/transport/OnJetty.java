package dev.halley.transport;

import dev.halley.config.ServerConfig;
import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.JettyHost;
import dev.halley.testing.OtherContainer;
import dev.halley.testkit.TransportClient;
import dev.halley.transport.http.BayeuxServlet;
import dev.halley.transport.http.HttpTransport;
import dev.halley.transport.websocket.WebSocketTransport;
import java.util.List;
import java.util.Map;

/**
 * A transport that is built in, with the container that it needs.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class OnJetty implements Transport, AutoCloseable {

    private final Transport transport;
    private final List<String> names;
    private final JettyHost jetty;

    private OnJetty(JettyHost jetty, Transport transport, List<String> names) {
        this.jetty = jetty;
        this.transport = transport;
        this.names = names;
    }

    public static OnJetty webSocket() {
        return webSocket(new JettyHost());
    }

    public static OnJetty webSocket(JettyHost jetty) {
        var transport = new WebSocketTransport(ServerConfig.defaults(), List.of("/cometd/*"));
        return new OnJetty(jetty, transport, transport.names());
    }

    /** @param name of the one that is to be tested */
    public static OnJetty http(String name) {
        return new OnJetty(new JettyHost(), new HttpTransport(ServerConfig.defaults()), List.of(name));
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public void start(TransportContext context) {
        jetty.deploying(application -> transport.start(new OtherContainer(context, application)));
        if (transport instanceof HttpTransport) {
            jetty.servlet(new BayeuxServlet(), true, Map.of());
        }
        jetty.start();
    }

    @Override
    public void stop() {
        transport.stop();
    }

    public int port() {
        return jetty.port();
    }

    @Override
    public void close() {
        jetty.close();
    }

    /** @return the client as the contracts have it */
    public static TransportClient client(BayeuxTestClient of) {
        return new TransportClient() {
            @Override
            public void send(String json) {
                of.send(json);
            }

            @Override
            public String next() {
                return of.next().toString();
            }

            @Override
            public void vanish() {
                of.abort();
            }

            @Override
            public void close() {
                of.close();
            }
        };
    }
}
