package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import jakarta.enterprise.context.ApplicationScoped;
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
 * <p>CDI starts before the server does. What is injected is therefore a client proxy, which looks for the server when it
 * is first called.
 *
 * <p>Thread-safety: thread-safe.
 */
public class HalleyExtension implements Extension {

    private final AtomicReference<@Nullable BayeuxServer> server = new AtomicReference<>();

    /** Tells which server the bean stands for; from now on until {@link #serverStopped}. */
    void serverStarted(BayeuxServer started) {
        server.set(started);
    }

    void serverStopped() {
        server.set(null);
    }

    void addServer(@Observes AfterBeanDiscovery discovery) {
        discovery.<BayeuxServer>addBean()
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

    private BayeuxServer current() {
        BayeuxServer current = server.get();
        if (current == null) {
            throw new IllegalStateException("The Bayeux server of this application is not running: it starts with the"
                    + " servlet context, after CDI, and stops before it. Call it from a request, or when the servlet"
                    + " context has the attribute " + BayeuxServer.ATTRIBUTE + ".");
        }
        return current;
    }
}
