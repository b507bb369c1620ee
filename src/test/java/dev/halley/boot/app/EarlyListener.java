package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.ArrayList;
import java.util.List;

/** Uses the injected server when the servlet context is there; stands before the server's listener. */
public final class EarlyListener implements ServletContextListener, ServletContextAttributeListener {

    /** The system property for what it saw. */
    public static final String LOG = "test.earlyListener";

    private final List<String> log = new ArrayList<>();

    @Inject
    private BayeuxServer server;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        server.createChannel("/listener", channel -> channel.persistent(true));
        see("transports " + server.transports());
        see("attribute " + (event.getServletContext().getAttribute(BayeuxServer.ATTRIBUTE) != null));
    }

    @Override
    public void attributeAdded(ServletContextAttributeEvent event) {
        if (event.getName().equals(BayeuxServer.ATTRIBUTE)) {
            see("listener's channel "
                    + ((BayeuxServer) event.getValue()).channel("/listener").isPresent());
        }
    }

    private void see(String what) {
        log.add(what);
        System.setProperty(LOG, String.join("; ", log));
    }
}
