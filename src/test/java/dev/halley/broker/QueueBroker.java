package dev.halley.broker;

import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A broker as a third party may write one, by the documented port alone: a thread of its own hands on what is published. */
public final class QueueBroker implements Broker {

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "queue-broker"));
    private volatile @Nullable Receiver receiver;

    @Override
    public void start(Receiver local) {
        receiver = local;
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        try {
            return CompletableFuture.supplyAsync(() -> handOn(publication), thread);
        } catch (RejectedExecutionException stopped) {
            return CompletableFuture.completedStage(Published.PLAIN);
        }
    }

    private Published handOn(Publication publication) {
        Receiver local = receiver;
        if (local != null) {
            local.received(publication);
        }
        return Published.PLAIN;
    }

    @Override
    public void stop() {
        receiver = null;
        thread.shutdown();
    }
}
