package dev.halley.broker;

import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;

/** Logs what is published, and hands it on. docs/brokers.md shows it. */
@ApplicationScoped
public class LoggingBroker implements Broker {

    private static final Receiver NOBODY = publication -> {};

    private volatile Receiver receiver = NOBODY;

    @Override
    public void start(Receiver local) {
        receiver = local;
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        System.getLogger("news").log(Level.DEBUG, "Published on {0}", publication.channel());
        receiver.received(publication);
        return Published.AT_ONCE;
    }

    @Override
    public void stop() {
        receiver = NOBODY;
    }
}
