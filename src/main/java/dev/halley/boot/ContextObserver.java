package dev.halley.boot;

import dev.halley.cdi.CdiContainer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.interceptor.Interceptor;
import jakarta.servlet.ServletContext;

/**
 * Learns of the servlet context by CDI, which knows it before {@link Boot} is told of it: from then on the first call of the
 * injected server starts it.
 *
 * <p>Thread-safety: immutable.
 */
public class ContextObserver implements Extension {

    /** The type is not named: where CDI runs without servlets, nobody has it. */
    void isThere(
            @Observes @Initialized(ApplicationScoped.class) @Priority(Interceptor.Priority.PLATFORM_BEFORE)
                    Object application,
            BeanManager beanManager) {
        try {
            if (application instanceof ServletContext context) {
                new CdiContainer(beanManager).startableBy(new FirstCall(context));
            }
        } catch (NoClassDefFoundError noServlets) {
            return;
        }
    }
}
