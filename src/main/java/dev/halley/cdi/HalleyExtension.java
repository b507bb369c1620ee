package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes the server of this application a bean, and checks at deployment that there is at most one security policy.
 *
 * <p>CDI starts before the server does. What is injected is therefore a client proxy, which looks for the server when
 * it is first called. Where CDI also ends before the servlet context tells the server to, the server is stopped by this
 * extension, as long as beans are there: what listens to the end of sessions may be beans.
 *
 * <p>Thread-safety: thread-safe.
 */
public class HalleyExtension implements Extension {

    private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

    private record Running(BayeuxServer server, Runnable stop) {}

    /**
     * Tells which server the bean stands for, until {@link #serverStopped}.
     *
     * @param stop stops the server; called when CDI ends before the server does
     */
    void serverStarted(BayeuxServer server, Runnable stop) {
        running.set(new Running(server, stop));
    }

    void serverStopped() {
        running.set(null);
    }

    void addServer(@Observes AfterBeanDiscovery discovery) {
        discovery
                .<BayeuxServer>addBean()
                .id(BayeuxServer.class.getName())
                .types(BayeuxServer.class, Object.class)
                .scope(ApplicationScoped.class)
                .createWith(context -> current());
    }

    void checkPolicies(@Observes AfterDeploymentValidation validation, BeanManager beanManager) {
        try {
            SoleBean.of(beanManager, SecurityPolicy.class);
        } catch (IllegalStateException twoPolicies) {
            validation.addDeploymentProblem(twoPolicies);
        }
    }

    void beansAreAboutToEnd(@Observes @BeforeDestroyed(ApplicationScoped.class) Object application) {
        Running ending = running.get();
        if (ending != null) {
            ending.stop().run();
        }
    }

    private BayeuxServer current() {
        Running current = running.get();
        if (current == null) {
            throw new IllegalStateException("The Bayeux server of this application is not running: it starts with the"
                    + " servlet context, after CDI, and stops before it. Call it from a request, or when the servlet"
                    + " context has the attribute " + BayeuxServer.ATTRIBUTE + ".");
        }
        return current.server();
    }
}
