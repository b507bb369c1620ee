package dev.halley.testing;

import jakarta.servlet.Servlet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An embedded Jetty on a free port of this machine, with one servlet under {@code /cometd/*}.
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

    public JettyHost attribute(String name, Object value) {
        context.setAttribute(name, value);
        return this;
    }

    /** @param async whether the servlet says {@code async-supported} */
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
