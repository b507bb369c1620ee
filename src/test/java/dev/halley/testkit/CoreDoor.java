package dev.halley.testkit;

import dev.halley.core.CoreServer;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.Threads;
import dev.halley.protocol.MessageReader;
import dev.halley.spi.ReadBoundary;
import java.util.concurrent.Executor;

/**
 * The door through which Halley's own tests go to what is behind a server under test. It is no part of the test kit's jar.
 *
 * <p>Thread-safety: stateless.
 */
public final class CoreDoor {

    private CoreDoor() {}

    public static CoreServer core(InProcessServer server) {
        return server.core();
    }

    /** @return what that server stands on; transports need it */
    public static Platform platform(InProcessServer server) {
        return server.platform();
    }

    /** @return reads what clients of that server send, by its limits */
    public static MessageReader reader(InProcessServer server) {
        return server.reader();
    }

    /** Lets these do what a container's threads do; otherwise it is done on the thread that causes it. */
    public static Setup workers(Setup setup, Executor workers) {
        return setup.workers(workers);
    }

    /** Like {@link #workers}, to each its own. */
    public static Setup threads(Setup setup, Threads threads) {
        return setup.threads(threads);
    }

    /** Lets the server's events remember failures alone: load would fill the memory with the rest. */
    public static Setup unrecorded(Setup setup) {
        return setup.unrecorded();
    }

    /** Lets the server learn by this what its connections have read at once. */
    public static Setup reading(Setup setup, ReadBoundary boundary) {
        return setup.reading(boundary);
    }
}
