package dev.halley.spi;

import java.util.Optional;

/**
 * Has a say in whether the server is ready, as {@code <healthPath>/ready} tells load balancers, which send it no new clients when it is not.
 * The server itself has one; an application's own are CDI beans, or found by {@link java.util.ServiceLoader}.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Readiness {

    /**
     * Asked for each such request, on its thread: must be quick. If it throws, the server is not ready.
     *
     * @return why it is not ready, in a few words that everybody may read who can ask; empty if nothing speaks against it
     */
    Optional<String> objection();
}
