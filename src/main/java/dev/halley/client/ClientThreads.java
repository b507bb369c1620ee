package dev.halley.client;

import java.util.concurrent.Executor;

/**
 * The threads and the time of a client.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param protocol must not be blocked
 * @param listeners run the application's code
 * @param time the time
 */
record ClientThreads(Executor protocol, Executor listeners, ClientTime time) {}
