package dev.halley.war.probe;

import dev.halley.api.BayeuxServer;
import jakarta.inject.Inject;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;

/** Leaves in the request what was injected into it. */
@WebListener
public class InjectedListener implements ServletRequestListener {

    @Inject
    private BayeuxServer server;

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        event.getServletRequest().setAttribute("listener", server.transports());
    }
}
