package dev.halley.deployments.plain.app;

import dev.halley.api.BayeuxServer;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.json.JsonNumber;

/**
 * Doubles numbers, and tells all subscribers.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("doubling")
public class Doubling {

    private final BayeuxServer server;

    /** @param server given by the init-param {@code services} */
    public Doubling(BayeuxServer server) {
        this.server = server;
    }

    /** @return twice the number */
    @RemoteCall("double")
    public int doubled(JsonNumber number) {
        int result = 2 * number.intValue();
        server.createChannel("/doubled").publish(null, result);
        return result;
    }
}
