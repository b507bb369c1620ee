package dev.halley.testing;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An embedded Jetty on a free port of this machine, with one application.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class JettyHost implements AutoCloseable {

    private final QueuedThreadPool threads;
    private final Server server;
    private final ServerConnector connector;
    private final ServletContextHandler context = new ServletContextHandler();

    public JettyHost() {
        this(200);
    }

    /** @param maxThreads how many threads it may have */
    public JettyHost(int maxThreads) {
        threads = new QueuedThreadPool(maxThreads, Math.min(maxThreads, 8));
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1);
        connector.setAcceptQueueSize(2_000);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(60_000);
        server.addConnector(connector);
        server.setHandler(context);
    }

    /** @return where filters, endpoints and the like can be added before the start */
    public ServletContextHandler context() {
        return context;
    }

    /** @param patience how long a connection may be idle, in place of a minute */
    public JettyHost idle(Duration patience) {
        connector.setIdleTimeout(patience.toMillis());
        return this;
    }

    /** @param port in place of a free one */
    public JettyHost on(int port) {
        connector.setPort(port);
        return this;
    }

    /** @param path where the application is, in place of the root */
    public JettyHost at(String path) {
        context.setContextPath(path);
        return this;
    }

    /** @param deployment is called while the application is deployed, when it has WebSockets already */
    public JettyHost deploying(Consumer<ServletContext> deployment) {
        JakartaWebSocketServletContainerInitializer.configure(
                context, (application, container) -> deployment.accept(application));
        return this;
    }

    public JettyHost attribute(String name, Object value) {
        context.setAttribute(name, value);
        return this;
    }

    /** Adds a servlet under {@code /cometd/*}. @param async whether the servlet says {@code async-supported} */
    public JettyHost servlet(Servlet servlet, boolean async, Map<String, String> initParams) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(async);
        holder.setInitParameters(initParams);
        holder.setInitOrder(1);
        context.addServlet(holder, "/cometd/*");
        return this;
    }

    public JettyHost start() {
        try {
            server.start();
            for (ServletHolder servlet : context.getServletHandler().getServlets()) {
                if (servlet.getUnavailableException() != null) {
                    throw servlet.getUnavailableException();
                }
            }
            return this;
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not start.", e);
        }
    }

    public int port() {
        return connector.getLocalPort();
    }

    /** @param scheme {@code http} or {@code ws}. @return where the Bayeux server is */
    public URI uri(String scheme) {
        String path = context.getContextPath();
        return URI.create(scheme + "://127.0.0.1:" + port() + (path.equals("/") ? "" : path) + "/cometd");
    }

    /** @return threads of Jetty's pool, busy or not */
    public int threads() {
        return threads.getThreads();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop.", e);
        }
    }
}
