package dev.halley.client;

import dev.halley.interop.CometdServer;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the client has to do all that it can: each transport, against our server and against CometD's. */
enum Place {
    HALLEY_WEBSOCKET(true, TransportType.WEBSOCKET),
    HALLEY_STREAMING(true, TransportType.STREAMING),
    HALLEY_LONG_POLLING(true, TransportType.LONG_POLLING),
    COMETD_WEBSOCKET(false, TransportType.WEBSOCKET),
    COMETD_LONG_POLLING(false, TransportType.LONG_POLLING);

    private static final Map<Boolean, Running> RUNNING = new ConcurrentHashMap<>();

    private final boolean halley;
    private final TransportType transport;

    private record Running(URI uri, AutoCloseable server) {}

    Place(boolean halley, TransportType transport) {
        this.halley = halley;
        this.transport = transport;
    }

    boolean isHalley() {
        return halley;
    }

    TransportType transport() {
        return transport;
    }

    /** @return where the server is; started when it is first asked for */
    URI uri() {
        return RUNNING.computeIfAbsent(halley, Place::start).uri();
    }

    private static Running start(boolean halley) {
        if (halley) {
            HalleyServer server = HalleyServer.start();
            return new Running(server.uri(), server);
        }
        CometdServer server = CometdServer.start();
        return new Running(server.uri(), server);
    }

    static void stopAll() throws Exception {
        for (Running running : RUNNING.values()) {
            running.server().close();
        }
        RUNNING.clear();
    }

    /** @return a client's builder, for this transport alone */
    BayeuxClientBuilder builder() {
        return BayeuxClient.builder(uri()).transports(transport);
    }
}
