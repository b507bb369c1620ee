package dev.halley.cluster.broker;

import dev.halley.api.Registration;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.History;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The broker of a cluster whose channels may keep history: what is to be kept goes to the history, all else to the broker for channels
 * without.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param stays whether what is published on a channel stays on this node, and is not kept therefore
 */
record KeepingBroker(Broker plain, ClusterHistory kept, Predicate<ChannelId> stays) implements Broker {

    @Override
    public void start(Receiver local) {
        kept.start(local);
        plain.start(local);
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        return publication.retention() == null || stays.test(publication.channel())
                ? plain.publish(publication)
                : kept.publish(publication);
    }

    @Override
    public CompletionStage<Void> interest(ChannelId channel, boolean on) {
        CompletableFuture<Void> all = plain.interest(channel, on).toCompletableFuture();
        if (!channel.isBroadcast()) {
            return all;
        }
        CompletableFuture<Void> following = kept.interest(channel, on).toCompletableFuture();
        return following.isDone() && !following.isCompletedExceptionally()
                ? all
                : CompletableFuture.allOf(all, following);
    }

    @Override
    public Registration localOnly(ChannelId pattern) {
        return plain.localOnly(pattern);
    }

    @Override
    public History history() {
        return kept;
    }

    @Override
    public void stop() {
        plain.stop();
        kept.stop();
    }
}
