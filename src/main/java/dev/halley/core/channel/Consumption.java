package dev.halley.core.channel;

import dev.halley.api.HistoryConsumer;
import dev.halley.api.HistoryEntry;
import dev.halley.api.Position;
import dev.halley.core.runtime.BoundedStages;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.History;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.Publication;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages of one channel to one consumer of the application, by a worker: it reads them from the history, so that a consumer that
 * takes long holds up nobody, and keeps nothing in the memory.
 *
 * <p>Whoever finds {@link #wanted} at zero lets a worker run; all others only count up.
 *
 * <p>Thread-safety: thread-safe; the position is confined to the worker that runs.
 */
final class Consumption<T extends @Nullable Object> {

    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int PAGE = 100;

    private final ChannelId channel;
    private final Class<T> type;
    private final HistoryConsumer<T> consumer;
    private final History history;
    private final Platform platform;
    private final UserCode userCode;
    private final AtomicInteger wanted = new AtomicInteger();
    private Position position = Position.NONE;
    /** Why what follows the last position cannot be had, as long as the consumer was not told. */
    private @Nullable Verdict missed;

    private Duration pause = FIRST_PAUSE;
    private volatile boolean closed;

    Consumption(ChannelId channel, Class<T> type, HistoryConsumer<T> consumer, HistoryAccess access) {
        this.channel = channel;
        this.type = type;
        this.consumer = consumer;
        this.history = access.history();
        this.platform = access.platform();
        this.userCode = access.userCode();
    }

    /** Before it is woken for the first time. */
    void from(Position begin) {
        position = begin;
    }

    void close() {
        closed = true;
    }

    /** There may be something to read. */
    void wake() {
        if (wanted.getAndIncrement() == 0) {
            platform.handOver(this::run);
        }
    }

    private void run() {
        boolean more = true;
        while (more && !closed) {
            int seen = wanted.get();
            CompletionStage<HistoryPage> reading = read();
            if (BoundedStages.isDone(reading)) {
                more = take(reading.toCompletableFuture().join(), seen);
            } else {
                reading.whenComplete((page, failure) -> platform.handOver(() -> goOn(page, failure, seen)));
                more = false;
            }
        }
    }

    private void goOn(@Nullable HistoryPage page, @Nullable Throwable failure, int seen) {
        if (page == null) {
            platform.events().transportFailed("history", Objects.requireNonNull(failure));
            comeAgain();
        } else if (take(page, seen)) {
            run();
        }
    }

    private CompletionStage<HistoryPage> read() {
        return position.equals(Position.NONE)
                ? history.last(channel, 1).thenCompose(newest -> history.since(channel, newest.before(), PAGE))
                : history.since(channel, position, PAGE);
    }

    /** @return whether there is more to read now */
    private boolean take(HistoryPage page, int seen) {
        if (page.verdict() != Verdict.OK) {
            missed = page.verdict();
            position = Position.NONE;
            return true;
        }
        if (position.equals(Position.NONE)) {
            position = page.before();
        }
        if (missed != null) {
            tellMissed(missed);
            missed = null;
        }
        for (Publication publication : page.messages()) {
            if (closed || !hand(publication)) {
                return false;
            }
            position = publication.position();
            pause = FIRST_PAUSE;
        }
        return page.available() > page.messages().size() || wanted.addAndGet(-seen) > 0;
    }

    private void tellMissed(Verdict why) {
        Position after = position;
        userCode.runner()
                .runUserCode(
                        () -> userCode.run("history consumer", consumer, () -> consumer.missed(why.wire(), after)));
    }

    /** @return whether it was taken; if not, it comes again after a pause */
    private boolean hand(Publication publication) {
        RawJson data = Objects.requireNonNullElse(publication.message().data(), RawJson.NULL);
        T bound;
        try {
            bound = data.as(type);
        } catch (IllegalArgumentException unfit) {
            platform.events().unfitData(channel.toString(), "history consumer: " + unfit.getMessage());
            return true;
        }
        boolean[] taken = new boolean[1];
        userCode.runner()
                .runUserCode(() -> userCode.run("history consumer", consumer, () -> {
                    accept(new HistoryEntry<>(publication.position(), bound));
                    taken[0] = true;
                }));
        if (!taken[0]) {
            comeAgain();
        }
        return taken[0];
    }

    private void accept(HistoryEntry<T> entry) {
        try {
            consumer.accept(entry);
        } catch (RuntimeException unchecked) {
            throw unchecked;
        } catch (Exception checked) {
            throw new IllegalStateException("The consumer threw " + checked, checked);
        }
    }

    private void comeAgain() {
        platform.timer().schedule(pause, () -> platform.handOver(this::run));
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
}
