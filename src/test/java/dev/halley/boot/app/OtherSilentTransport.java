package dev.halley.boot.app;

import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import java.util.List;

/** Another transport that has the name of another. */
public class OtherSilentTransport implements Transport {

    @Override
    public List<String> names() {
        return List.of("silent");
    }

    @Override
    public void start(TransportContext context) {}

    @Override
    public void stop() {}
}
