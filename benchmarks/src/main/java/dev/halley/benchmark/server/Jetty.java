package dev.halley.benchmark.server;

import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The container of the servers that we compare with, set as the launcher of Halley sets its own.
 *
 * <p>Thread-safety: immutable.
 */
final class Jetty {

    private Jetty() {}

    static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        return threads;
    }

    static ServerConnector connector(Server server) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setHeaderCacheSize(0);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(Duration.ofSeconds(60).toMillis());
        connector.setAcceptQueueSize(1024);
        return connector;
    }

    /** Prints the line that {@link ServerProcess} waits for. */
    static void announce(Server server) {
        System.out.println("http://localhost:" + ((NetworkConnector) server.getConnectors()[0]).getLocalPort() + "/");
    }
}
