package dev.halley.testing;

import dev.halley.api.BayeuxServer;
import dev.halley.core.CoreServer;
import dev.halley.core.publish.LocalBroker;
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
 * What a transport gets of a server, but for where it opens its links: there a test comes between.
 *
 * <p>Thread-safety: thread-safe.
 */
public record OtherGateway(TransportContext server, Gateway gateway, List<Object> container)
        implements TransportContext {

    /** Of a server that does nothing by itself. @param container what it runs in */
    public static OtherGateway of(Platform platform, Gateway gateway, Object... container) {
        var core = new CoreServer(platform, new LocalBroker(), List.of("websocket"));
        return new OtherGateway(core.transportContext(), gateway, List.of(container));
    }

    /** @param newContainer what it runs in */
    public OtherGateway in(Object... newContainer) {
        return new OtherGateway(server, gateway, List.of(newContainer));
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
        return container.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
