package dev.halley.boot;

import dev.halley.config.ServerConfig;
import dev.halley.spi.Broker;
import dev.halley.spi.Clock;
import dev.halley.spi.Timer;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Makes the server a node of a cluster.
 *
 * <p>Thread-safety: stateless.
 */
final class MembershipSource {

    private MembershipSource() {}

    /**
     * Joins the cluster that is named. Where this is not called, nothing of the cluster's classes is loaded.
     *
     * @param own the application's broker, if it has one
     * @throws IllegalStateException if it cannot join; the message says why
     */
    static Membership find(ServerConfig config, Optional<Broker> own, Clock clock, Timer timer, Executor workers) {
        if (own.isPresent()) {
            throw new IllegalStateException("'cluster.name' is set, and the application has a broker of its own, "
                    + own.get().getClass().getName() + ": only one of them can carry the messages.");
        }
        try {
            return ClusterMembership.join(config, clock, timer, workers);
        } catch (NoClassDefFoundError missing) {
            throw new IllegalStateException(
                    "'cluster.name' is set, but the classes of the cluster are missing: add"
                            + " dev.halley:halley-cluster to the application.",
                    missing);
        }
    }
}
