package dev.halley.boot.app;

import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import java.util.List;

/** A transport that clients cannot ask for. */
public class NamelessTransport implements Transport {

    @Override
    public List<String> names() {
        return List.of();
    }

    @Override
    public void start(TransportContext context) {}

    @Override
    public void stop() {}
}
