package dev.halley.boot;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Starts the server with the servlet context, and stops it with it. To be declared in web.xml (the library's
 * web-fragment.xml does so); what is wrong in the configuration fails the deployment with a sentence for each fault.
 *
 * <p>Where CDI is bundled, it is gone before {@link #contextDestroyed} is called: there CDI's own end has stopped the
 * server already, by {@code dev.halley.cdi.HalleyExtension}.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
public final class Boot implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        if (context.getAttribute(HalleyRuntime.ATTRIBUTE) == null) {
            HalleyRuntime.start(context);
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        HalleyRuntime.stop(event.getServletContext());
    }
}
