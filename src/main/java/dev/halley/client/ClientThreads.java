package dev.halley.client;

import java.util.concurrent.Executor;

/**
 * On what a client runs.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param protocol never blocked
 * @param listeners on which the application's code runs
 * @param time the time
 */
record ClientThreads(Executor protocol, Executor listeners, ClientTime time) {}
