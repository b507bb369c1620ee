package dev.halley.core.publish;

import dev.halley.api.Registration;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a server that stands alone: it hands on what is published at once, on the publisher's thread.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class LocalBroker implements Broker {

    private volatile @Nullable Receiver subscribers;

    @Override
    public void start(Receiver local) {
        subscribers = local;
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        Receiver local = subscribers;
        if (local != null) {
            local.received(publication);
        }
        return Published.AT_ONCE;
    }

    /** Everything stays on a server that stands alone. */
    @Override
    public Registration localOnly(ChannelId pattern) {
        return () -> {};
    }

    @Override
    public void stop() {
        subscribers = null;
    }
}
