package dev.halley.testkit;

import dev.halley.core.CoreServer;
import dev.halley.core.runtime.Platform;
import java.util.concurrent.Executor;

/**
 * The test kit's server, for benchmarks: in real time, with workers of their own, and without a record of what happens. Only
 * this package gets at what the test kit keeps from applications.
 *
 * <p>Thread-safety: stateless.
 */
public final class MeasuredServer {

    private MeasuredServer() {}

    /** @param workers run what waits for a container's threads */
    public static InProcessServer start(Executor workers) {
        return InProcessServer.start(
                new Setup().workers(workers).inRealTime().unrecorded().setting("allowedTransports", "websocket"));
    }

    public static CoreServer core(InProcessServer server) {
        return server.core();
    }

    /** @return what that server stands on */
    public static Platform platform(InProcessServer server) {
        return server.platform();
    }
}
