package dev.halley.deployments.probe.app;

import dev.halley.api.BayeuxServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls the injected server early, and remembers what came of it.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Early {

    /** By who called. */
    static final Map<String, String> CALLS = new ConcurrentHashMap<>();

    private Early() {}

    static void call(BayeuxServer server, String caller) {
        try {
            server.createChannel("/early/" + caller, channel -> channel.persistent(true));
            CALLS.put(caller, "served");
        } catch (IllegalStateException tooEarly) {
            CALLS.put(caller, String.valueOf(tooEarly.getMessage()));
        }
    }
}
