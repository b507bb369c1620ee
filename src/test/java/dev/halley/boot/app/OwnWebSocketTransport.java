package dev.halley.boot.app;

import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import java.util.List;

/** A transport that has the name of one that is built in. */
public class OwnWebSocketTransport implements Transport {

    @Override
    public List<String> names() {
        return List.of("websocket");
    }

    @Override
    public void start(TransportContext context) {}

    @Override
    public void stop() {}
}
