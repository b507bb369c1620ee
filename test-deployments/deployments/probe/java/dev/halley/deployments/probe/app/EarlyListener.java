package dev.halley.deployments.probe.app;

import dev.halley.api.BayeuxServer;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Makes a channel when the servlet context is told to start.
 *
 * <p>Thread-safety: confined to the thread that starts the application.
 */
@WebListener
public final class EarlyListener implements ServletContextListener {

    @Inject
    private BayeuxServer server;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Early.call(server, "listener");
    }
}
