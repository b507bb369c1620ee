package dev.halley.core.publish;

import dev.halley.api.PublishException;
import dev.halley.api.Registration;
import dev.halley.core.channel.PublishResult;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.History;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a server that stands alone: it hands on what is published at once, on the publisher's thread. On a channel with history
 * it is stored before, and handed on by one thread at a time.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class LocalBroker implements Broker {

    private final @Nullable HistoryLog log;
    private volatile @Nullable Receiver subscribers;

    /** No channel can keep history. */
    public LocalBroker() {
        this(null);
    }

    /** @param log keeps the history of channels; null for none */
    public LocalBroker(@Nullable HistoryLog log) {
        this.log = log;
    }

    @Override
    public void start(Receiver local) {
        subscribers = local;
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        Receiver local = subscribers;
        HistoryLog keeper = log;
        if (local == null) {
            return Published.AT_ONCE;
        }
        if (keeper != null && publication.retention() != null) {
            return publish(publication, keeper, local);
        }
        if (keeper != null) {
            keeper.notKept(publication.channel());
        }
        local.received(publication);
        return Published.AT_ONCE;
    }

    /** Everything stays on a server that stands alone. */
    @Override
    public Registration localOnly(ChannelId pattern) {
        return () -> {};
    }

    private static CompletionStage<Published> publish(Publication publication, HistoryLog keeper, Receiver local) {
        CompletionStage<Published> stage;
        try {
            stage = keeper.append(publication, local::enqueue);
        } catch (PublishException refused) {
            return CompletableFuture.failedStage(refused);
        }
        if (PublishResult.isDone(stage)) {
            local.handOver(publication.channel());
        } else {
            stage.whenComplete((published, failure) -> {
                if (failure == null) {
                    local.handOverByWorker(publication.channel());
                }
            });
        }
        return stage;
    }

    @Override
    public @Nullable History history() {
        return log;
    }

    @Override
    public void stop() {
        subscribers = null;
        HistoryLog keeper = log;
        if (keeper != null) {
            keeper.close();
        }
    }
}
