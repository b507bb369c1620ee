package dev.halley.spi;

import java.util.Optional;

/**
 * Takes part in the decision whether the server is ready. Load balancers ask {@code <healthPath>/ready}, and send no
 * new clients to a server that is not ready. The server has a check of its own; an application adds others as CDI beans
 * or by {@link java.util.ServiceLoader}.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Readiness {

    /**
     * Called for each such request, on its thread, so it must be quick. If it throws, the server is not ready.
     *
     * @return why the server is not ready, in a few words that everyone who can send the request may read; empty if
     *     there is no objection
     */
    Optional<String> objection();
}
