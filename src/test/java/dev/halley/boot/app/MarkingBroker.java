package dev.halley.boot.app;

import dev.halley.json.RawJson;
import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A broker of an application's own, whose threads accept what is published; what it carries is marked. */
@ApplicationScoped
public class MarkingBroker implements Broker {

    private volatile @Nullable Receiver receiver;

    @Override
    public void start(Receiver local) {
        receiver = local;
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        return CompletableFuture.supplyAsync(() -> {
            Receiver local = receiver;
            if (local != null) {
                local.received(new Publication(
                        publication.channel(),
                        publication.message().withData(RawJson.from("marked")),
                        publication.position(),
                        publication.origin(),
                        publication.hints()));
            }
            return Published.PLAIN;
        });
    }

    @Override
    public void stop() {
        receiver = null;
    }
}
