package dev.halley.deployments.probe.app;

import dev.halley.api.BayeuxServer;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;

/**
 * Learns of the server by the servlet context's attribute, and sets another one that says so.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
public final class Watcher implements ServletContextAttributeListener {

    static final String SAW = "probe.saw";

    @Inject
    private BayeuxServer injected;

    @Override
    public void attributeAdded(ServletContextAttributeEvent event) {
        if (BayeuxServer.ATTRIBUTE.equals(event.getName())) {
            BayeuxServer given = (BayeuxServer) event.getValue();
            given.createChannel("/watched", channel -> channel.persistent(true));
            boolean same = injected.channel("/watched").isPresent();
            event.getServletContext().setAttribute(SAW, same);
        }
    }
}
