package dev.halley.transport.websocket;

import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.LocalBroker;
import dev.halley.core.Platform;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.Connection;
import dev.halley.spi.Gateway;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import dev.halley.transport.http.BayeuxServlet;
import dev.halley.transport.http.HttpTransport;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
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
 * The real core behind the WebSocket transport and the servlet, on one path, at a time that the test moves by hand.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class LiveServer implements AutoCloseable {

    private final ManualTime time = new ManualTime();
    private final Journal journal = new Journal();
    private final ReadWriteLock handling = new ReentrantReadWriteLock();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final EmbeddedContainer container;
    private final Platform platform;
    private final CoreServer core;
    private final HttpTransport http;
    private final URI uri;

    /** What the server told its observer, kept to be waited for. */
    private static final class Journal implements ServerEvents {

        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        public void sessionClosed(String session, CloseReason reason) {
            lines.add("closed " + session + " " + reason);
        }

        @Override
        public void foreignSession(String session, String transport) {
            lines.add("foreign " + session + " " + transport);
        }

        @Override
        public void transportFailed(String transport, Throwable cause) {
            lines.add("failed " + transport + " " + cause);
        }

        void await(String line) throws InterruptedException {
            String next = "";
            while (!line.equals(next)) {
                next = lines.poll(60, TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("Not told: " + line);
                }
            }
        }
    }

    /** Tells the journal when the core has learned of a connection's end, and lets nobody go on while it handles requests. */
    private record Watched(Gateway core, Journal journal, Lock handling) implements Gateway {

        @Override
        public Link open(String transport, Link.Kind kind, Connection connection, Peer peer) {
            Link link = core.open(transport, kind, connection, peer);
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
                    journal.lines.add("ended " + reason);
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

    LiveServer(EmbeddedContainer container, Map<String, String> settings) throws Exception {
        this.container = container;
        platform = new Platform(ServerConfig.of(settings), time, time, workers, journal);
        core = new CoreServer(platform, new LocalBroker(), List.of("websocket", "long-polling"));
        http = new HttpTransport(platform.config(), core, journal, time);
        core.start();
        uri = container.start(this::deploy);
    }

    private void deploy(ServletContext application) {
        http.start(core);
        application.setAttribute(HttpTransport.ATTRIBUTE, http);
        ServletRegistration.Dynamic servlet = application.addServlet("bayeux", new BayeuxServlet());
        servlet.setAsyncSupported(true);
        servlet.addMapping("/cometd/*");
        new WebSocketTransport(platform, application, List.of("/cometd/*"))
                .start(new Watched(core, journal, handling.readLock()));
        Filter login = new HeaderLogin();
        var registration = application.addFilter("login", login);
        registration.setAsyncSupported(true);
        // Added last and put first: Jetty's filter for upgrades is there already, and must come after it.
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    URI uri() {
        return uri;
    }

    CoreServer core() {
        return core;
    }

    /** Moves time on, when what clients have replies to is handled to its end, too. */
    void pass(Duration by) {
        handling.writeLock().lock();
        handling.writeLock().unlock();
        time.advance(by);
    }

    /** Waits until the server told its observer that, passing over what it told before. */
    void awaitEvent(String line) throws InterruptedException {
        journal.await(line);
    }

    @Override
    public void close() {
        core.stop();
        container.close();
        workers.shutdownNow();
    }
}
