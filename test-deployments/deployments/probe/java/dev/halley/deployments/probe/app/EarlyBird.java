package dev.halley.deployments.probe.app;

import dev.halley.api.BayeuxServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Makes a channel when CDI is told of the application, which is before the server starts by itself.
 *
 * <p>Thread-safety: confined to the thread that starts the application.
 */
@ApplicationScoped
public class EarlyBird {

    @Inject
    private BayeuxServer server;

    void early(@Observes @Initialized(ApplicationScoped.class) Object application) {
        Early.call(server, "observer");
    }
}
