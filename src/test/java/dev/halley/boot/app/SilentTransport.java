package dev.halley.boot.app;

import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import java.util.List;

/** A transport that nobody can use. */
public class SilentTransport implements Transport {

    private volatile boolean started;

    @Override
    public List<String> names() {
        return List.of("silent");
    }

    @Override
    public void start(TransportContext context) {
        started = context.gateway().isOpen();
    }

    @Override
    public void stop() {
        started = false;
    }

    public boolean isStarted() {
        return started;
    }
}
