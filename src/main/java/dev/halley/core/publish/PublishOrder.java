package dev.halley.core.publish;

import dev.halley.core.channel.Subscriber;
import dev.halley.protocol.ChannelId;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of what one publisher publishes on one channel, where a history is asked first whether it knows the key of a publish: the
 * answers come in any order, and by several workers.
 *
 * <p>Thread-safety: thread-safe.
 */
final class PublishOrder {

    private final Map<Place, Line> lines = new ConcurrentHashMap<>();

    /** @param from null for the server itself */
    private record Place(@Nullable Subscriber from, ChannelId channel) {}

    /** What waits; guarded by the map that it is in. */
    private static final class Line {
        private final Queue<Turn> turns = new ArrayDeque<>();
        private boolean runs;
    }

    /** A publish that goes on when it is the first of its line and its stage is done. */
    private record Turn(CompletableFuture<?> stage, Runnable goOn) {}

    /** @return whether an earlier publish of the same publisher on that channel has not gone on yet */
    boolean isWaiting(@Nullable Subscriber from, ChannelId channel) {
        return !lines.isEmpty() && lines.containsKey(new Place(from, channel));
    }

    /**
     * Goes on when the stage is done, also if it has failed, and all earlier ones have gone on; on a thread that completes one of them.
     *
     * @param next is not called if the stage has failed
     */
    <T, R> CompletionStage<R> inTurn(
            @Nullable Subscriber from,
            ChannelId channel,
            CompletionStage<T> stage,
            Function<T, CompletionStage<R>> next) {
        Place place = new Place(from, channel);
        CompletableFuture<Void> turn = new CompletableFuture<>();
        CompletionStage<R> outcome = turn.thenCompose(done -> stage.thenCompose(next));
        add(place, new Turn(stage.toCompletableFuture(), () -> turn.complete(null)));
        stage.whenComplete((value, failure) -> goOn(place));
        return outcome;
    }

    private void add(Place place, Turn turn) {
        lines.compute(place, (same, there) -> {
            Line line = there == null ? new Line() : there;
            line.turns.add(turn);
            return line;
        });
    }

    /** One thread at a time takes those who may go on. */
    private void goOn(Place place) {
        for (Turn turn = next(place, false); turn != null; turn = next(place, true)) {
            turn.goOn().run();
        }
    }

    /** @param isRunner whether this thread has run the one before */
    private @Nullable Turn next(Place place, boolean isRunner) {
        Turn[] next = new Turn[1];
        lines.computeIfPresent(place, (same, line) -> {
            if (line.runs && !isRunner) {
                return line;
            }
            Turn first = line.turns.peek();
            line.runs = first != null && first.stage().isDone();
            next[0] = line.runs ? line.turns.remove() : null;
            return first == null ? null : line;
        });
        return next[0];
    }
}
