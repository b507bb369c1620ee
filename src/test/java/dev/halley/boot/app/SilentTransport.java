package dev.halley.boot.app;

import dev.halley.spi.Gateway;
import dev.halley.spi.Transport;
import java.util.List;

/** A transport that nobody can use. */
public class SilentTransport implements Transport {

    private volatile boolean started;

    @Override
    public List<String> names() {
        return List.of("silent");
    }

    @Override
    public void start(Gateway gateway) {
        started = gateway.isOpen();
    }

    @Override
    public void stop() {
        started = false;
    }

    public boolean isStarted() {
        return started;
    }
}
