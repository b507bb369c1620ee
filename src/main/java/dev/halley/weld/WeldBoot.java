package dev.halley.weld;

import dev.halley.boot.Boot;
import dev.halley.boot.ServletDeclaration;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletException;
import java.util.Optional;
import java.util.Set;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jboss.weld.environment.servlet.EnhancedListener;

/**
 * Starts the bundled Weld in a container that has no CDI of its own, such as Tomcat and Jetty.
 *
 * <p>It stands in the place of Weld's own initializer, because in a container with CDI (WildFly, Payara, Open Liberty) a
 * second Weld fails the deployment and spoils the first. In {@code halley.war} that one is switched off by the empty
 * {@code <absolute-ordering/>} in web.xml; {@code halley-weld} has Weld's classes for servlets without it.
 *
 * <p>Thread-safety: immutable; called once by the container, before listeners and servlets.
 */
public final class WeldBoot implements ServletContainerInitializer {

    private static final String LIBRARIES = "/WEB-INF/lib/";

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) throws ServletException {
        refuseTwoStarts(context);
        if (!containerHasCdi()) {
            keepWeldFromPolls(context);
            // Listeners are told of the end in the reverse order: this one after Weld's.
            context.addListener(new WeldWorkers(context.getClassLoader()));
            try {
                new EnhancedListener().onStartup(classes, context);
            } catch (ServletException | RuntimeException | Error failed) {
                // An observer of the context may have started the server, and a container calls no listener now.
                new Boot().contextDestroyed(new ServletContextEvent(context));
                throw failed;
            }
        }
    }

    /** Before Weld's own initializer spoils a container with CDI, if the container calls this one first. */
    private static void refuseTwoStarts(ServletContext context) throws ServletException {
        Optional<String> welds = library(context, "weld-servlet-core");
        Optional<String> ours = library(context, "halley-weld");
        if (welds.isPresent() && ours.isPresent()) {
            throw new ServletException("WEB-INF/lib has " + welds.get() + " beside " + ours.get()
                    + ", which has its classes and starts Weld only where the container has no CDI:"
                    + " leave weld-servlet-core out.");
        }
    }

    private static Optional<String> library(ServletContext context, String beginning) {
        Set<String> files = context.getResourcePaths(LIBRARIES);
        return files == null
                ? Optional.empty()
                : files.stream()
                        .map(file -> file.substring(LIBRARIES.length()))
                        .filter(file -> file.startsWith(beginning))
                        .findFirst();
    }

    /**
     * Tomcat tells of a request's begin on one thread, and of the end of an asynchronous one on another. Weld keeps its
     * HTTP contexts by thread: each poll would leave one behind on a pooled thread, and with it the application. So it
     * makes none for the server's own requests, where the scope of a message takes their place.
     */
    private static void keepWeldFromPolls(ServletContext context) {
        if (String.valueOf(context.getServerInfo()).startsWith("Apache Tomcat")) {
            ServletDeclaration.find(context).ifPresent(declaration -> {
                context.setInitParameter("org.jboss.weld.context.mapping", declaration.otherPaths());
                context.setInitParameter("org.jboss.weld.context.ignore.guard", "false");
            });
        }
    }

    private static boolean containerHasCdi() {
        return hasBeanManagerInJndi() || hasCurrentCdi();
    }

    private static boolean hasBeanManagerInJndi() {
        try {
            return new InitialContext().lookup("java:comp/BeanManager") != null;
        } catch (NamingException | LinkageError noJndi) {
            return false;
        }
    }

    /** Open Liberty has no bean manager in JNDI yet when this runs, but answers here. */
    private static boolean hasCurrentCdi() {
        try {
            return CDI.current().getBeanManager() != null;
        } catch (RuntimeException | LinkageError noCdi) {
            return false;
        }
    }
}
