package dev.halley.core.channel;

import dev.halley.api.ChannelHistory;
import dev.halley.api.HistoryConsumer;
import dev.halley.api.HistoryEntry;
import dev.halley.api.HistorySlice;
import dev.halley.api.Position;
import dev.halley.api.Registration;
import dev.halley.core.runtime.BoundedStages;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.History;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The history of one channel, for code of the server.
 *
 * <p>Thread-safety: immutable.
 */
final class StreamHistory implements ChannelHistory {

    private final ChannelId channel;
    private final HistoryAccess access;
    private final Consumptions consumptions;

    StreamHistory(ChannelId channel, HistoryAccess access, Consumptions consumptions) {
        this.channel = channel;
        this.access = access;
        this.consumptions = consumptions;
    }

    private History history() {
        return access.history();
    }

    @Override
    public CompletionStage<Position> position() {
        return history().last(channel, 0).thenApply(HistoryPage::top);
    }

    @Override
    public <T extends @Nullable Object> CompletionStage<HistorySlice<T>> since(
            Position position, int limit, Class<T> type) {
        atLeastOne(limit);
        CompletionStage<HistoryPage> page = position.equals(Position.NONE)
                ? history().last(channel, 1).thenCompose(newest -> history().since(channel, newest.before(), limit))
                : history().since(channel, position, limit);
        return page.thenApply(read -> slice(read, type));
    }

    @Override
    public <T extends @Nullable Object> CompletionStage<HistorySlice<T>> last(int count, Class<T> type) {
        atLeastOne(count);
        return history().last(channel, count).thenApply(page -> slice(page, type));
    }

    private static void atLeastOne(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("At least one message is read; this was to read " + count + ".");
        }
    }

    private static <T extends @Nullable Object> HistorySlice<T> slice(HistoryPage page, Class<T> type) {
        List<HistoryEntry<T>> entries = page.messages().stream()
                .map(publication -> new HistoryEntry<T>(
                        publication.position(),
                        Objects.requireNonNullElse(publication.message().data(), RawJson.NULL)
                                .as(type)))
                .toList();
        return new HistorySlice<>(
                entries,
                page.verdict() == Verdict.OK
                        ? Optional.empty()
                        : Optional.of(page.verdict().wire()),
                page.top());
    }

    @Override
    public CompletionStage<Void> clear() {
        CompletionStage<Void> clearing = history().clear(channel);
        if (BoundedStages.isDone(clearing)) {
            return clearing;
        }
        // What follows is the application's code, which a thread that writes to a disk must not run.
        CompletableFuture<Void> cleared = new CompletableFuture<>();
        clearing.whenComplete((done, failure) -> access.platform().handOver(() -> {
            if (failure == null) {
                cleared.complete(null);
            } else {
                cleared.completeExceptionally(BoundedStages.causeOf(failure));
            }
        }));
        return cleared;
    }

    @Override
    public <T extends @Nullable Object> Registration consume(
            Position position, Class<T> type, HistoryConsumer<T> consumer) {
        Consumption<T> consumption = new Consumption<>(channel, type, consumer, access);
        consumption.from(position);
        Registration registration = consumptions.add(channel, consumption);
        consumption.wake();
        return registration;
    }
}
