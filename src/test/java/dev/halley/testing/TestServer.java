package dev.halley.testing;

import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.runtime.Platform;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Connection;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import dev.halley.testkit.Setup;
import dev.halley.transport.http.BayeuxServlet;
import dev.halley.transport.http.HttpTransport;
import dev.halley.transport.websocket.WebSocketTransport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An {@link InProcessServer} behind an embedded Jetty: with the servlet, and whatever transports a test adds.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class TestServer implements AutoCloseable {

    /** The WebSocket transport, beside the servlet. */
    public static final Extra WEBSOCKET = (jetty, server, config) -> jetty.deploying(
            application -> new WebSocketTransport(config, List.of("/cometd/*")).start(server.in(application)));

    private final ReadWriteLock handling = new ReentrantReadWriteLock();
    private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final JettyHost jetty;
    private final InProcessServer server;
    private final HttpTransport http;

    /** Adds a transport of its own to a server that is about to start. */
    public interface Extra {

        /** @param jetty where an endpoint can be added */
        void addTo(JettyHost jetty, OtherGateway server, ServerConfig config);
    }

    /** Tells when the core has learned of a connection's end, and lets nobody move the time while it handles requests. */
    private record Watched(Gateway core, BlockingQueue<CloseReason> ends, Lock handling) implements Gateway {

        @Override
        public Link open(String transport, Link.Kind kind, Connection connection, Peer peer, Traits traits) {
            Link link = core.open(transport, kind, connection, peer, traits);
            return new Link() {
                @Override
                public void receive(List<Request> requests) {
                    handling.lock();
                    try {
                        link.receive(requests);
                    } finally {
                        handling.unlock();
                    }
                }

                @Override
                public void release() {
                    link.release();
                }

                @Override
                public void closed(CloseReason reason) {
                    link.closed(reason);
                    ends.add(reason);
                }
            };
        }

        @Override
        public Set<String> declaredRoles() {
            return core.declaredRoles();
        }

        @Override
        public List<String> transports() {
            return core.transports();
        }

        @Override
        public boolean isOpen() {
            return core.isOpen();
        }
    }

    private TestServer(JettyHost jetty, Setup setup) {
        this.jetty = jetty;
        server = InProcessServer.start(CoreDoor.workers(setup, workers));
        http = new HttpTransport(config());
    }

    /** @param settings names and values in turn, as init-params have them */
    public static TestServer start(String... settings) {
        return start((jetty, server, config) -> {}, settings);
    }

    public static TestServer start(Extra extra, String... settings) {
        return start(new JettyHost(), extra, settings);
    }

    public static TestServer start(JettyHost jetty, Extra extra, String... settings) {
        return start(jetty, extra, new Setup(), settings);
    }

    /** @param setup what else there is on the server */
    public static TestServer start(JettyHost jetty, Extra extra, Setup setup, String... settings) {
        String more = List.of(settings).contains("eventsource.clientIdInPath") ? ",eventsource" : "";
        setup.setting("allowedTransports", "websocket,streaming,long-polling,callback-polling" + more);
        // Connections over a network take their time to close.
        setup.setting("stopTimeout", "5000");
        // What is on its way over a network takes real time, which the server's time that a test moves must not
        // overtake.
        setup.setting("sendTimeout", "86400000");
        TestServer server = new TestServer(jetty, setup.settings(settings));
        server.http.start(server.bayeux().transportContext());
        jetty.attribute(HttpTransport.ATTRIBUTE, server.http).servlet(new BayeuxServlet(), true, Map.of());
        Gateway watched = new Watched(server.bayeux(), server.ends, server.handling.readLock());
        extra.addTo(jetty, new OtherGateway(server.bayeux(), watched), server.config());
        jetty.start();
        return server;
    }

    public CoreServer bayeux() {
        return CoreDoor.core(server);
    }

    public RecordedEvents events() {
        return server.events();
    }

    private Platform platform() {
        return CoreDoor.platform(server);
    }

    public ServerConfig config() {
        return platform().config();
    }

    public JettyHost jetty() {
        return jetty;
    }

    public int port() {
        return jetty.port();
    }

    /** @param scheme {@code http} or {@code ws} */
    public URI uri(String scheme) {
        return jetty.uri(scheme);
    }

    /** @return the server's time, for waiting until something is scheduled */
    public ManualTime time() {
        return server.time();
    }

    /** Moves the server's time, when what clients of added transports have replies to is handled to its end, too. */
    public void advance(Duration by) {
        handling.writeLock().lock();
        handling.writeLock().unlock();
        server.advance(by);
    }

    /** Waits until the server has learned that a connection of an added transport ended for that reason. */
    public void awaitEnd(CloseReason reason) throws InterruptedException {
        CloseReason next = null;
        while (next != reason) {
            next = ends.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("No connection ended for " + reason);
            }
        }
    }

    /** @return a connection on which any bytes can be sent */
    public RawHttp connect() {
        return RawHttp.connect(port());
    }

    /** Stops the core, as an undeployment does, while Jetty still runs. */
    public void stopCore() {
        bayeux().stop();
        http.stop();
    }

    @Override
    public void close() {
        stopCore();
        jetty.close();
        // What transports' and listeners' failures are about is said by each test.
        server.takeFailures();
        server.close();
        workers.shutdownNow();
    }
}
