package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.oort.Oort;

/**
 * What of a server can be injected.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param stop stops the server
 */
public record RunningServer(BayeuxServer bayeux, Oort oort, Runnable stop) {}
