package dev.halley.core;

import dev.halley.api.BayeuxServer;
import dev.halley.config.Limits;
import dev.halley.config.TransportConfig;
import dev.halley.core.runtime.Platform;
import dev.halley.spi.Clock;
import dev.halley.spi.Gateway;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.spi.TransportContext;
import dev.halley.spi.TransportSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a server gives to its transports.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param container what the server runs in
 */
record CoreTransportContext(BayeuxServer bayeux, Gateway gateway, Platform platform, List<Object> container)
        implements TransportContext {

    @Override
    public TransportSettings settings(String transport) {
        Limits limits = platform.config().limits();
        TransportConfig own = platform.config().transport(transport);
        return new TransportSettings(
                own.maxMessageSize(),
                limits.maxDepth(),
                limits.maxBatch(),
                own.sendTimeout(),
                limits.maxResponseSize(),
                own.maxFrameSize(),
                own.messagesPerFrame());
    }

    @Override
    public Timer timer() {
        return platform.timer();
    }

    @Override
    public Clock clock() {
        return platform.clock();
    }

    @Override
    public Executor workers() {
        return platform.threads().workers();
    }

    @Override
    public Executor closers() {
        return platform.threads()::close;
    }

    @Override
    public ServerEvents events() {
        return platform.events();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return container.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
