package dev.halley.boot;

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

    @Override
    public void run() {
        HalleyRuntime.make(context);
    }
}
