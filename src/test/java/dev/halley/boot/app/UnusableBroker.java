package dev.halley.boot.app;

import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.concurrent.CompletionStage;

/** Cannot be made: it has no constructor without parameters. */
public class UnusableBroker implements Broker {

    private final int port;

    public UnusableBroker(int port) {
        this.port = port;
    }

    @Override
    public void start(Receiver local) {
        throw new IllegalStateException("Port " + port + " is taken.");
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        return Published.AT_ONCE;
    }

    @Override
    public void stop() {}
}
