package dev.halley.core;

import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a server that stands alone.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class LocalBroker implements Broker {

    private volatile @Nullable Consumer<Publication> subscribers;

    @Override
    public void start(Consumer<Publication> local) {
        subscribers = local;
    }

    @Override
    public void publish(Publication publication) {
        Consumer<Publication> local = subscribers;
        if (local != null) {
            local.accept(publication);
        }
    }

    @Override
    public void stop() {
        subscribers = null;
    }
}
