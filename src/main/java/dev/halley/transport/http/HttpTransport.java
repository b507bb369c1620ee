package dev.halley.transport.http;

import dev.halley.api.BayeuxServer;
import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.EventDispatcher;
import dev.halley.spi.Gateway;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import dev.halley.spi.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transports over HTTP: {@code long-polling}, and {@code callback-polling} beside it. Whoever starts the server puts
 * it into the servlet context under {@link #ATTRIBUTE}, where the servlet finds it.
 *
 * <p>Thread-safety: thread-safe; started and stopped once.
 */
public final class HttpTransport implements Transport {

    /** The name of the servlet context's attribute under which the servlet finds it. */
    public static final String ATTRIBUTE = "dev.halley.transport.http";

    public static final String LONG_POLLING = "long-polling";
    public static final String CALLBACK_POLLING = "callback-polling";

    private final ServerConfig config;
    private final BayeuxServer bayeux;
    private final ServerEvents events;
    private final Timer timer;
    private final SlowClients slowPolls;
    private final SlowClients slowScripts;
    private volatile @Nullable Gateway gateway;

    /**
     * @param bayeux what the servlet gives to applications that embed it
     * @param timer ends bodies that come too slowly, and responses that are taken too slowly
     */
    public HttpTransport(ServerConfig config, BayeuxServer bayeux, ServerEvents events, Timer timer) {
        this.config = config;
        this.bayeux = bayeux;
        this.events = EventDispatcher.to(events);
        this.timer = timer;
        this.slowPolls = slowClients(LONG_POLLING);
        this.slowScripts = slowClients(CALLBACK_POLLING);
    }

    private SlowClients slowClients(String transport) {
        return new SlowClients(
                timer, config.transport(transport).sendTimeout(), why -> events.transportFailed(transport, why));
    }

    @Override
    public List<String> names() {
        return List.of(LONG_POLLING, CALLBACK_POLLING);
    }

    @Override
    public void start(Gateway newGateway) {
        gateway = newGateway;
    }

    @Override
    public void stop() {
        gateway = null;
    }

    /** @return null before it is started, and after it is stopped */
    @Nullable Gateway gateway() {
        return gateway;
    }

    ServerConfig config() {
        return config;
    }

    BayeuxServer bayeux() {
        return bayeux;
    }

    ServerEvents events() {
        return events;
    }

    /** @return who notices slow clients that poll */
    SlowClients slowPolls() {
        return slowPolls;
    }

    /** @return the same for clients of callback-polling */
    SlowClients slowScripts() {
        return slowScripts;
    }

    Timer timer() {
        return timer;
    }
}
