package dev.halley.boot;

import dev.halley.cdi.ServerStarted;
import jakarta.servlet.ServletContext;

/**
 * Makes the server of an application when the injected one is first called.
 *
 * <p>It is a class of its own because CDI reads the methods of {@code ContextObserver}, whose signatures must name nothing of
 * servlets, a lambda's included.
 *
 * <p>Thread-safety: confined to the thread that starts the application.
 */
record FirstCall(ServletContext context) implements Runnable {

    /** @throws IllegalStateException if the container does not show the servlets, as Open Liberty to CDI's observers */
    @Override
    public void run() {
        try {
            HalleyRuntime.make(context);
        } catch (UnsupportedOperationException restricted) {
            throw new IllegalStateException(
                    "The Bayeux server of this application cannot start by this call: here the container does not show the"
                            + " servlets, which have the server's paths and settings. Call it from an observer of "
                            + ServerStarted.class.getName() + ", or later.",
                    restricted);
        }
    }
}
