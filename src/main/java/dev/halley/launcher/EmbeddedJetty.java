package dev.halley.launcher;

import dev.halley.container.WebSocketUpgrade;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.ee11.cdi.CdiServletContainerInitializer;
import org.eclipse.jetty.ee11.cdi.CdiSpiDecorator;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A Jetty with the WAR as its only web application, set so that idle sessions cost little.
 *
 * <p>Loaded by the launcher's class loader, apart from {@link Main}, which calls it by name.
 *
 * <p>Thread-safety: thread-safe; started once by the main thread, stopped once by the JVM's shutdown, which waits for clients to go.
 */
public final class EmbeddedJetty {

    /** Connections that may wait to be accepted, as when many clients come back at once; the system's own limit may be lower. */
    private static final int ACCEPT_QUEUE = 1024;

    private static final Duration STOP = Duration.ofSeconds(2);

    private final Server server;
    private final ServerConnector connector;
    private final WebAppContext context;
    private final Path work;
    private final Options options;

    private EmbeddedJetty(Path war, Path work, Options options) throws KeyStoreException {
        this.work = work;
        this.options = options;
        server = new Server(threads());
        ReadBoundaries boundaries = new ReadBoundaries();
        connector = new ReadBoundaryConnector(server, boundaries, Protocols.of(options));
        // Holding a poll is not doing nothing; the WebSocket endpoint sets a limit of its own.
        connector.setIdleTimeout(Duration.ofSeconds(options.idleTimeout()).toMillis());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        server.addConnector(connector);
        server.setStopTimeout(STOP.toMillis());
        context = new WebAppContext();
        context.setWar(war.toUri().toString());
        context.setContextPath(options.contextPath());
        StaticFiles.tag(context);
        context.setTempDirectory(work.resolve("webapp").toFile());
        // The same as spi.ReadBoundary.ATTRIBUTE, which is in the web application.
        context.setAttribute("dev.halley.readBoundary", boundaries);
        context.setAttribute(WebSocketUpgrade.ATTRIBUTE, new JettyWebSockets(context));
        // The web application sees the launcher's classes of that package, not the copies that it has for other
        // containers.
        context.getProtectedClassMatcher().add(WebSocketUpgrade.class.getPackageName() + ".");
        context.setThrowUnavailableOnStartupException(true);
        server.setAttribute(CdiServletContainerInitializer.CDI_INTEGRATION_ATTRIBUTE, CdiSpiDecorator.MODE);
        context.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarted(LifeCycle started) {
                // Before the connector accepts: the server starts that last.
                Injection.guard(context.getObjectFactory(), CdiSpiDecorator.class);
            }
        });
        server.setHandler(StaticFiles.compressed(new UnavailableHandler(context), options.contextPath()));
    }

    /**
     * Starts the server, to be stopped when the JVM shuts down.
     *
     * @param war the WAR to run
     * @param work an empty directory to unpack it in, deleted at the end
     * @param args the command line, which {@link Main} has found right
     * @return the address of the page that people open
     * @throws Exception if the port is in use, the key store is not right, or the web application does not start
     */
    public static String start(Path war, Path work, List<String> args) throws Exception {
        Options options = Options.parse(args, System.getenv());
        var jetty = new EmbeddedJetty(war, work, options);
        Runtime.getRuntime().addShutdownHook(new Thread(jetty::stop, "halley-stop"));
        // Open the port first: a port in use is told at once, not after the web application has started.
        jetty.connector.setHost(options.host());
        jetty.connector.setPort(options.port());
        jetty.open(options.host(), options.port());
        jetty.server.start();
        return jetty.url(options.host());
    }

    private void open(String host, int port) throws IOException {
        try {
            connector.open();
        } catch (IOException refused) {
            throw new BindException("cannot listen on " + host + " port " + port + ": " + reason(refused));
        }
    }

    private static String reason(IOException refused) {
        Throwable cause = refused.getCause() == null ? refused : refused.getCause();
        return cause instanceof UnresolvedAddressException
                ? "there is no such host"
                : String.valueOf(cause.getMessage());
    }

    /** Ends the web application while its connections still work, so that it can answer held polls and say goodbye. */
    private void stop() {
        try {
            drain();
            context.stop();
            server.stop();
        } catch (Exception failed) {
            System.getLogger(EmbeddedJetty.class.getName()).log(System.Logger.Level.WARNING, "Stopping failed", failed);
        } finally {
            WorkDirectory.delete(work);
        }
    }

    /** Lets clients go while they are still served. */
    private void drain() {
        // The same as boot.Assembly.DRAIN, which is in the web application.
        if (context.isStarted() && context.getContext().getAttribute("dev.halley.drain") instanceof Runnable drain) {
            try {
                drain.run();
            } catch (RuntimeException failed) {
                System.getLogger(EmbeddedJetty.class.getName())
                        .log(System.Logger.Level.WARNING, "Clients could not be sent away", failed);
            }
        }
    }

    private String url(String host) {
        boolean thisMachine =
                host.equals("127.0.0.1") || host.equals("0.0.0.0") || host.equals("::") || host.equals("::1");
        String name = thisMachine ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        String path = context.getContextPath().equals("/") ? "/" : context.getContextPath() + "/";
        return (options.tls().isPresent() ? "https://" : "http://") + name + ":" + connector.getLocalPort() + path;
    }

    private static QueuedThreadPool threads() {
        var threads = new QueuedThreadPool();
        threads.setName("halley");
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        return threads;
    }
}
