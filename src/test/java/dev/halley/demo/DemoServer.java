package dev.halley.demo;

import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.ExecutorTimer;
import dev.halley.core.LocalBroker;
import dev.halley.core.Platform;
import dev.halley.core.SystemClock;
import dev.halley.spi.ServerEvents;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A running server without a container. */
final class DemoServer implements AutoCloseable {

    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final CoreServer server = new CoreServer(
            new Platform(ServerConfig.defaults(), new SystemClock(), timer, workers, new ServerEvents() {}),
            new LocalBroker(),
            List.of("websocket"));

    DemoServer() {
        server.start();
    }

    CoreServer server() {
        return server;
    }

    @Override
    public void close() {
        server.stop();
        timer.close();
        workers.shutdown();
    }
}
