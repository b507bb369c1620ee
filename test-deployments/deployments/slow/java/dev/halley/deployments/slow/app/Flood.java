package dev.halley.deployments.slow.app;

import dev.halley.api.ServerSession;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;

/**
 * Sends its caller more than the buffers of a network hold.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("flood")
public class Flood {

    /** How many characters one event has. */
    public static final int SIZE = 12 << 20;

    @RemoteCall("flood")
    public void flood(ServerSession caller) {
        caller.deliver(null, "/flood", "x".repeat(SIZE));
    }
}
