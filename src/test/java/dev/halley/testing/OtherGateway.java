package dev.halley.testing;

import dev.halley.core.CoreServer;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.Platform;
import dev.halley.spi.Gateway;
import dev.halley.spi.TransportContext;
import java.util.List;

/**
 * What a transport gets of a server, but for where it opens its links: there a test comes between.
 *
 * <p>Thread-safety: thread-safe.
 */
public record OtherGateway(CoreServer core, Gateway gateway) {

    /** Of a server that does nothing by itself. @param container what it runs in */
    public static TransportContext of(Platform platform, Gateway gateway, Object... container) {
        var core = new CoreServer(platform, new LocalBroker(), List.of("websocket"));
        return core.transportContextBehind(gateway, container);
    }

    /** @param container what the server runs in */
    public TransportContext in(Object... container) {
        return core.transportContextBehind(gateway, container);
    }
}
