package dev.halley.config;

import static java.util.Map.entry;

import java.util.Map;

/**
 * The settings of other Bayeux servers that mean nothing here, and why.
 *
 * <p>Thread-safety: immutable.
 */
final class Obsolete {

    private static final String JSON = "only JSON-P and JSON-B read and write JSON";
    private static final String TIMERS = "one timer per server does this work";

    /** From the key without a prefix to the reason, which follows "has no effect:". */
    static final Map<String, String> REASONS = Map.ofEntries(
            entry("jsonContext", JSON),
            entry("jsonDebug", JSON),
            entry("sweepThreads", TIMERS),
            entry("schedulerThreads", TIMERS),
            entry(
                    "executorMaxThreads",
                    "the container's threads do the work, or up to 'workerThreads' of the server's own"),
            entry("bufferSize", "incoming WebSocket text has no buffer of its own, only the limit 'maxMessageSize'"),
            entry("validateMessageFields", "channels, ids and subscriptions are always checked"),
            entry("requestAvailable", "the request's data is always available"),
            entry("directDeliver", "messages are immutable and are delivered without being copied"),
            entry("asyncDeliver", "delivery never makes the publisher wait"),
            entry("refsThreshold", "a message is encoded once for all its subscribers"));

    private Obsolete() {}
}
