package dev.halley.deployments.cluster.app;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Collections;
import java.util.List;

/**
 * Gives the container's JVM system properties while this application is deployed: the context's init-params that begin with
 * {@code halley.}. So the tests need not start the container anew for them.
 *
 * <p>Thread-safety: stateless.
 */
public class SystemProperties implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        names(context).forEach(name -> System.setProperty(name, context.getInitParameter(name)));
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        names(event.getServletContext()).forEach(System::clearProperty);
    }

    private static List<String> names(ServletContext context) {
        return Collections.list(context.getInitParameterNames()).stream()
                .filter(name -> name.startsWith("halley."))
                .toList();
    }
}
