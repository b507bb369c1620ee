package dev.halley.boot;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Stops the server while CDI is still there. Listeners are told of the end in the reverse order of their coming, so this
 * one is to be added after CDI's own by whoever starts a bundled CDI.
 *
 * <p>Thread-safety: immutable.
 */
public final class StopListener implements ServletContextListener {

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        HalleyRuntime.stop(event.getServletContext());
    }
}
