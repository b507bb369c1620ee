package dev.halley.deployments.probe.app;

import dev.halley.api.BayeuxServer;
import dev.halley.cdi.ServerStarted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * An Enterprise Bean that ejb-jar.xml makes a singleton, which is made at the start: as {@code @Singleton @Startup} do, whose API
 * Tomcat and Jetty lack.
 *
 * <p>Thread-safety: the container lets one thread in at a time.
 */
@ApplicationScoped
public class StartupSingleton {

    @Inject
    private BayeuxServer server;

    /** What ejb-jar.xml calls once the singleton is made. */
    public void made() {
        Early.call(server, "singleton");
    }

    /** What a singleton can rely on. */
    public void started(@Observes ServerStarted event) {
        event.server().createChannel("/early/started", channel -> channel.persistent(true));
    }
}
