package dev.halley.boot;

import dev.halley.transport.http.BayeuxServlet;
import dev.halley.transport.websocket.WebSocketTransport;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts the server with the servlet context, and stops it with it. Declare it in web.xml (the library's
 * web-fragment.xml does so), or with {@link #register}. An error in the configuration fails the deployment; the message
 * has a sentence for each error. If the application has called the injected server before, the server is running by
 * then, and this listener lets clients in.
 *
 * <p>If CDI is bundled with the application, CDI has ended before {@link #contextDestroyed} is called. The server is
 * stopped then already: {@code dev.halley.cdi.HalleyExtension} stops it when CDI ends.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 *
 * @since 0.1.0
 */
public final class Boot implements ServletContextListener {

    private static final System.Logger LOG = System.getLogger(Boot.class.getName());

    private final @Nullable ServletDeclaration registered;

    /** For web.xml, which also declares the servlet. */
    public Boot() {
        this.registered = null;
    }

    private Boot(ServletDeclaration registered) {
        this.registered = registered;
    }

    /**
     * Declares the servlet and this listener in environments that do not read web.xml and web-fragment.xml, such as
     * embedded containers. Call it while the context starts, from a {@code ServletContainerInitializer} or the
     * container's equivalent.
     *
     * @param initParams the settings of {@code docs/configuration.md}
     * @param mappings URL patterns of the servlet, at least one, such as {@code /cometd/*}
     * @throws IllegalArgumentException if there is no mapping, or another servlet has it
     * @throws IllegalStateException if the application already has a servlet called {@code halley}, or one of class
     *     {@code BayeuxServlet}
     */
    public static void register(ServletContext context, Map<String, String> initParams, String... mappings) {
        ServletDeclaration.nameIn(context).ifPresent(name -> {
            throw alreadyThere(name);
        });
        ServletRegistration.Dynamic servlet = context.addServlet(ServletDeclaration.NAME, new BayeuxServlet());
        if (servlet == null) {
            throw alreadyThere(ServletDeclaration.NAME);
        }
        servlet.setInitParameters(initParams);
        servlet.setAsyncSupported(true);
        servlet.setLoadOnStartup(1);
        if (mappings.length == 0 || !servlet.addMapping(mappings).isEmpty()) {
            throw new IllegalArgumentException(
                    "The servlet needs at least one mapping, and none of them may belong to another servlet: "
                            + List.of(mappings));
        }
        HealthServlet.declare(context, initParams);
        announceUpgrades(context);
        // A listener that is added so may not ask the context for its servlets.
        context.addListener(new Boot(new ServletDeclaration(initParams, List.of(mappings))));
    }

    private static IllegalStateException alreadyThere(String servlet) {
        return new IllegalStateException("There is already a servlet called '" + servlet
                + "': web.xml or web-fragment.xml declares it, so it must not be registered again.");
    }

    private static void announceUpgrades(ServletContext context) {
        try {
            WebSocketTransport.announceUpgrades(context);
        } catch (LinkageError noWebSocketApi) {
            LOG.log(System.Logger.Level.DEBUG, "The WebSocket API is not available", noWebSocketApi);
        }
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        HalleyRuntime.start(context, () -> registered == null ? ServletDeclaration.openOrNone(context) : registered);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        HalleyRuntime.stop(event.getServletContext());
    }
}
