package dev.halley.cdi;

import dev.halley.api.BayeuxServer;

/**
 * The server of this application is there: its services, listeners, policy and transports are in place, and no client has been served
 * yet. Fired to observers on the thread that starts the application, and to asynchronous observers. What an observer throws fails the
 * deployment.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record ServerStarted(BayeuxServer server) {}
