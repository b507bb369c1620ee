package dev.halley.boot;

import dev.halley.api.BayeuxServer;
import jakarta.servlet.ServletContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One running server, with everything that was made for it.
 *
 * <p>The servlet context holds it, under {@link #ATTRIBUTE}: there is one for each application, and nothing is static.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
final class HalleyRuntime {

    static final String ATTRIBUTE = HalleyRuntime.class.getName();

    private final ShutdownSteps shutdown = new ShutdownSteps();
    private @Nullable Runnable opening;

    private HalleyRuntime() {}

    /**
     * Makes the server of an application before {@link #start}, with all that it knows of the application: only clients cannot come
     * yet.
     *
     * @throws RuntimeException if it cannot be made; then nothing is left of it
     */
    static void make(ServletContext context) {
        make(context, ServletDeclaration.openOrNone(context));
    }

    /**
     * Starts the server of an application, unless it runs: makes it, unless it is made, and lets clients in. After this
     * {@link BayeuxServer#ATTRIBUTE} is set.
     *
     * @param declaration the servlet on which clients reach it
     * @throws RuntimeException if it cannot be started; then nothing is left of it
     */
    static void start(ServletContext context, Supplier<ServletDeclaration> declaration) {
        HalleyRuntime runtime =
                context.getAttribute(ATTRIBUTE) instanceof HalleyRuntime made ? made : make(context, declaration.get());
        Runnable opening = runtime.opening;
        if (opening != null) {
            runtime.opening = null;
            stopIfFails(context, opening);
        }
    }

    private static HalleyRuntime make(ServletContext context, ServletDeclaration declaration) {
        HalleyRuntime runtime = new HalleyRuntime();
        context.setAttribute(ATTRIBUTE, runtime);
        stopIfFails(context, () -> runtime.opening = new Assembly(context, declaration, runtime.shutdown).make());
        return runtime;
    }

    private static void stopIfFails(ServletContext context, Runnable step) {
        try {
            step.run();
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
