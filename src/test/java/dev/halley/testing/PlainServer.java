package dev.halley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.core.ExecutorTimer;
import dev.halley.core.LocalBroker;
import dev.halley.core.Platform;
import dev.halley.core.SystemClock;
import dev.halley.spi.MessageScope;
import dev.halley.spi.ReadBoundary;
import dev.halley.testkit.RecordedEvents;
import java.util.ArrayList;
import java.util.List;

/**
 * A running server without a container. What is delivered has arrived when the call that caused it returns: tasks run on
 * the thread that gives them.
 */
public final class PlainServer implements AutoCloseable {

    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final RecordedEvents events = new RecordedEvents();
    private final CoreServer server;

    public PlainServer() {
        this(MessageScope.NONE);
    }

    /** @param scope is put around the handling of each message */
    public PlainServer(MessageScope scope) {
        Platform platform = new Platform(
                ServerConfig.defaults(), new SystemClock(), timer, Runnable::run, events, scope, ReadBoundary.UNKNOWN);
        server = new CoreServer(platform, new LocalBroker(), List.of("websocket"));
        server.start();
    }

    public CoreServer server() {
        return server;
    }

    /** @return what the server told its observer */
    public RecordedEvents events() {
        return events;
    }

    /** Takes what user code has thrown since this was asked last: what no test takes fails it in the end. */
    public List<Throwable> takeFailures() {
        List<Throwable> taken = new ArrayList<>(events.failures());
        events.failures().clear();
        return taken;
    }

    @Override
    public void close() {
        server.stop();
        timer.close();
        assertThat(takeFailures()).isEmpty();
    }
}
