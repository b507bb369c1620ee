package dev.halley.boot;

import dev.halley.api.BayeuxServer;
import jakarta.servlet.ServletContext;

/**
 * One running server, with everything that was made for it.
 *
 * <p>The servlet context holds it, under {@link #ATTRIBUTE}: there is one for each application, and nothing is static.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
final class HalleyRuntime {

    static final String ATTRIBUTE = HalleyRuntime.class.getName();

    private final ShutdownSteps shutdown;

    private HalleyRuntime(ShutdownSteps shutdown) {
        this.shutdown = shutdown;
    }

    /**
     * Starts the server of an application. After this {@link BayeuxServer#ATTRIBUTE} is set.
     *
     * @param declaration the servlet on which clients reach it
     * @throws RuntimeException if it cannot be started; then nothing is left of it
     */
    static void start(ServletContext context, ServletDeclaration declaration) {
        ShutdownSteps shutdown = new ShutdownSteps();
        context.setAttribute(ATTRIBUTE, new HalleyRuntime(shutdown));
        try {
            new Assembly(context, declaration, shutdown).start();
        } catch (RuntimeException | Error failed) {
            stop(context);
            throw failed;
        }
    }

    /** Stops the server of an application, if it runs; does nothing the second time. */
    static void stop(ServletContext context) {
        if (context.getAttribute(ATTRIBUTE) instanceof HalleyRuntime runtime) {
            context.removeAttribute(ATTRIBUTE);
            runtime.shutdown.run();
        }
    }
}
