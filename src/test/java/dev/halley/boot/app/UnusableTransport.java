package dev.halley.boot.app;

import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import java.util.List;

/** A transport that ServiceLoader cannot make. */
public class UnusableTransport implements Transport {

    public UnusableTransport(String name) {}

    @Override
    public List<String> names() {
        return List.of("unusable");
    }

    @Override
    public void start(TransportContext context) {}

    @Override
    public void stop() {}
}
