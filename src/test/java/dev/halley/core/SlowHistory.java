package dev.halley.core;

import dev.halley.api.Position;
import dev.halley.config.HistoryConfig;
import dev.halley.core.publish.LocalBroker;
import dev.halley.history.MemoryHistory;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.History;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The server's own history and broker, of which what is read, and what is published, is told when the test says so.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class SlowHistory implements Broker, History {
    private final MemoryHistory memory = new MemoryHistory(
            new HistoryConfig(List.of(), 1 << 20, 1_000, Duration.ofMinutes(5)),
            new ManualTime(),
            new ServerEvents() {});
    private final LocalBroker broker = new LocalBroker(memory);
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean held;

    private <T> CompletionStage<T> later(CompletionStage<T> done) {
        if (!held) {
            return done;
        }
        CompletableFuture<T> stage = new CompletableFuture<>();
        waiting.add(() -> stage.complete(done.toCompletableFuture().join()));
        return stage;
    }

    /** @param hold whether what is asked for from now on waits */
    void hold(boolean hold) {
        held = hold;
    }

    void tellNext() {
        next().run();
    }

    /** @return tells what was asked for first, when it is run */
    Runnable next() {
        return waiting.remove();
    }

    /** What was asked for is never told. */
    void forgetAll() {
        waiting.clear();
    }

    @Override
    public void start(Receiver local) {
        broker.start(local);
    }

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        return later(broker.publish(publication));
    }

    @Override
    public History history() {
        return this;
    }

    @Override
    public void stop() {
        broker.stop();
    }

    @Override
    public CompletionStage<HistoryPage> since(ChannelId channel, Position position, int limit) {
        return later(memory.since(channel, position, limit));
    }

    @Override
    public CompletionStage<HistoryPage> last(ChannelId channel, int count) {
        return later(memory.last(channel, count));
    }

    @Override
    public CompletionStage<Optional<Published>> published(ChannelId channel, PublishKey key) {
        return later(memory.published(channel, key));
    }

    @Override
    public CompletionStage<Void> clear(ChannelId channel) {
        return memory.clear(channel);
    }

    @Override
    public void forget(Predicate<ChannelId> channels) {
        memory.forget(channels);
    }

    @Override
    public Size size() {
        return memory.size();
    }
}
