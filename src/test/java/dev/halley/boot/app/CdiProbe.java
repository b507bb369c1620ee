package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;

/** Asks, when the server is removed, whether CDI is still there. */
public final class CdiProbe implements ServletContextAttributeListener {

    private static final System.Logger LOG = System.getLogger("dev.halley.probe");

    @Override
    public void attributeRemoved(ServletContextAttributeEvent event) {
        if (event.getName().equals(BayeuxServer.ATTRIBUTE)) {
            LOG.log(System.Logger.Level.INFO, "CDI is there: " + isThere());
        }
    }

    private static boolean isThere() {
        try {
            return CDI.current().select(BayeuxServer.class).isResolvable();
        } catch (IllegalStateException gone) {
            return false;
        }
    }
}
