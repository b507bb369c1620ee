package dev.halley.testing;

import dev.halley.api.BayeuxServer;
import dev.halley.spi.Clock;
import dev.halley.spi.Gateway;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.spi.TransportContext;
import dev.halley.spi.TransportSettings;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a transport gets of a server that runs in no container, with one that the test has.
 *
 * <p>Thread-safety: thread-safe.
 */
public record OtherContainer(TransportContext server, Object container) implements TransportContext {

    @Override
    public Gateway gateway() {
        return server.gateway();
    }

    @Override
    public TransportSettings settings(String transport) {
        return server.settings(transport);
    }

    @Override
    public BayeuxServer bayeux() {
        return server.bayeux();
    }

    @Override
    public Timer timer() {
        return server.timer();
    }

    @Override
    public Clock clock() {
        return server.clock();
    }

    @Override
    public Executor workers() {
        return server.workers();
    }

    @Override
    public Executor closers() {
        return server.closers();
    }

    @Override
    public ServerEvents events() {
        return server.events();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(container) ? Optional.of(type.cast(container)) : Optional.empty();
    }
}
