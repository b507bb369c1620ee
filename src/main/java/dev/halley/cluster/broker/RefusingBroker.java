package dev.halley.cluster.broker;

import dev.halley.api.PublishException;
import dev.halley.api.Registration;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.History;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what is published here while the node is in a smaller part of its cluster; what comes from other nodes is handed on.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param broker takes what is not refused
 * @param refuses whether publishes on a channel are refused now
 */
record RefusingBroker(Broker broker, Predicate<ChannelId> refuses) implements Broker {

    @Override
    public void start(Receiver local) {
        broker.start(local);
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        return refuses.test(publication.channel())
                ? CompletableFuture.failedStage(new PublishException(BayeuxError.CLUSTER_MINORITY))
                : broker.publish(publication);
    }

    @Override
    public CompletionStage<Void> interest(ChannelId channel, boolean on) {
        return broker.interest(channel, on);
    }

    @Override
    public Registration localOnly(ChannelId pattern) {
        return broker.localOnly(pattern);
    }

    @Override
    public @Nullable History history() {
        return broker.history();
    }

    @Override
    public void stop() {
        broker.stop();
    }
}
