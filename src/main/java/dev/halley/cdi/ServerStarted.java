package dev.halley.cdi;

import dev.halley.api.BayeuxServer;

/**
 * Fired when the server of this application has started: its services, listeners, policy and transports are in place,
 * and it has not served a client yet. Fired to observers on the thread that starts the application, and to asynchronous
 * observers. An exception of an observer fails the deployment.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1.0
 */
public record ServerStarted(BayeuxServer server) {}
