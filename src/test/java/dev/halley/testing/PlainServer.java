package dev.halley.testing;

import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.ExecutorTimer;
import dev.halley.core.LocalBroker;
import dev.halley.core.Platform;
import dev.halley.core.SystemClock;
import dev.halley.spi.MessageScope;
import dev.halley.spi.ServerEvents;
import java.util.List;

/**
 * A running server without a container. What is delivered has arrived when the call that caused it returns: tasks run on
 * the thread that gives them.
 */
public final class PlainServer implements AutoCloseable {

    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final CoreServer server;

    public PlainServer() {
        this(MessageScope.NONE);
    }

    /** @param scope is put around the handling of each message */
    public PlainServer(MessageScope scope) {
        Platform platform = new Platform(
                ServerConfig.defaults(), new SystemClock(), timer, Runnable::run, new ServerEvents() {}, scope);
        server = new CoreServer(platform, new LocalBroker(), List.of("websocket"));
        server.start();
    }

    public CoreServer server() {
        return server;
    }

    @Override
    public void close() {
        server.stop();
        timer.close();
    }
}
