package dev.halley.testing;

import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import java.util.List;

/** A transport that has a name, and takes no connections: a test opens its links by itself. */
public record NamedTransport(String name) implements Transport {

    @Override
    public List<String> names() {
        return List.of(name);
    }

    @Override
    public void start(TransportContext context) {}

    @Override
    public void stop() {}
}
