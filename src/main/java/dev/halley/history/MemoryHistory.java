package dev.halley.history;

import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.config.HistoryConfig;
import dev.halley.history.KeptChannel.Waiting;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Clock;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import dev.halley.spi.ServerEvents;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The history of a server that stands alone: a ring for each channel, in memory. All together they are bounded: at the bound whole
 * channels lose their history, those first on which nothing was published for the longest; their next messages begin a new epoch.
 *
 * <p>With a {@link Journal}, messages are written down before they can be read, and all that goes is written down, too.
 *
 * <p>Thread-safety: thread-safe. Each channel's stream is guarded by its {@link KeptChannel}, under whose lock at most that of
 * {@link #recent} is taken.
 */
public final class MemoryHistory implements HistoryLog {

    /** Offsets of a new epoch begin at the milliseconds since then, times {@link #PER_MILLI}. */
    private static final long BEGIN = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

    private static final int PER_MILLI = 1_024;
    private static final int RADIX = 36;

    private final HistoryConfig config;
    private final Clock clock;
    private final ServerEvents events;
    private final Map<ChannelId, KeptChannel> all = new ConcurrentHashMap<>();
    private final Recent recent = new Recent();
    private final AtomicLong bytes = new AtomicLong();
    /** The highest offset of a stream that is gone: whatever the clock says, no new one begins below. */
    private final AtomicLong highestGone = new AtomicLong();

    private final AtomicLong epochs = new AtomicLong();
    /** What all epochs of this history begin with. */
    private final String run;

    /** What is on its way to the journal. */
    private final Backlog backlog;

    /** What is to be done when the lock of a channel is free. */
    private final Queue<Runnable> unlocked = new ConcurrentLinkedQueue<>();

    private volatile Journal journal = Journal.NONE;

    /** In memory alone. @param events is told of new epochs, under no lock */
    public MemoryHistory(HistoryConfig config, Clock clock, ServerEvents events) {
        this(config, clock, events, Integer.MAX_VALUE);
    }

    /** @param maxWaiting how many messages may be on their way to the journal */
    MemoryHistory(HistoryConfig config, Clock clock, ServerEvents events, int maxWaiting) {
        this.config = config;
        this.clock = clock;
        this.events = events;
        this.backlog = new Backlog(maxWaiting, config.maxBytes());
        this.run = Long.toString(new SecureRandom().nextLong() >>> 16, RADIX) + '.';
    }

    @Override
    public CompletionStage<Published> append(Publication publication, Consumer<Publication> stored) {
        Retention retention = Objects.requireNonNull(publication.retention());
        int size = MessageSize.of(publication.message());
        byte[] encoded = journal.encode(publication.message());
        return with(publication.channel(), kept -> {
            CompletionStage<Published> known = known(kept, retention.key());
            if (known != null) {
                return known;
            }
            requireRoom();
            return append(kept, kept.take(publication, size, clock.millis(), stored), encoded);
        });
    }

    @Override
    public CompletionStage<Optional<Published>> published(ChannelId channel, PublishKey key) {
        try {
            CompletionStage<Published> known =
                    with(channel, kept -> Optional.ofNullable(known(kept, key))).orElse(null);
            return known == null ? CompletableFuture.completedStage(Optional.empty()) : known.thenApply(Optional::of);
        } catch (PublishException conflict) {
            return CompletableFuture.failedStage(conflict);
        }
    }

    private @Nullable CompletionStage<Published> known(KeptChannel kept, @Nullable PublishKey key) {
        return key == null ? null : kept.known(key, clock.nanos());
    }

    private void requireRoom() {
        if (journal.hasFailed() || backlog.isFull()) {
            throw new PublishException(BayeuxError.HISTORY_UNAVAILABLE);
        }
    }

    private CompletionStage<Published> append(KeptChannel kept, Waiting taken, byte[] encoded) {
        CompletionStage<@Nullable Void> writing = kept.write(taken, encoded, journal);
        if (writing == Journal.DONE) {
            stored(kept, taken);
            taken.succeed();
        } else {
            backlog.enter(taken.size());
            writing.whenComplete((done, failure) -> written(kept, taken, failure));
        }
        return taken.done();
    }

    private void stored(KeptChannel kept, Waiting taken) {
        kept.stored(taken, clock.nanos());
        if (!kept.isGone()) {
            recent.published(kept);
        }
    }

    /** By the journal's thread, or, if that was quick, by the one that publishes, which holds the channel's lock then. */
    private void written(KeptChannel kept, Waiting taken, @Nullable Throwable failure) {
        backlog.leave(taken.size());
        synchronized (kept) {
            if (failure == null) {
                stored(kept, taken);
            } else {
                kept.failed(taken);
            }
            bytes.addAndGet(kept.growth());
        }
        if (Thread.holdsLock(kept)) {
            unlocked.add(() -> finish(kept, taken, failure));
        } else {
            finish(kept, taken, failure);
        }
    }

    /** Under no lock, as other channels may lose their history by this. */
    private void finish(KeptChannel kept, Waiting taken, @Nullable Throwable failure) {
        if (failure == null) {
            taken.succeed();
            evict();
            return;
        }
        if (!journal.hasFailed()) {
            // The journal did not take this one alone: the channel's offsets have a hole, and those behind it will not
            // be taken, too.
            events.transportFailed("history", failure);
            remove(kept);
        }
        taken.fail();
    }

    @Override
    public CompletionStage<HistoryPage> since(ChannelId channel, Position position, int limit) {
        return CompletableFuture.completedStage(with(channel, kept -> {
            HistoryPage page = kept.stream().since(position, limit);
            boolean ours = page.verdict() == Verdict.VOID
                    && position.epoch().startsWith(run)
                    && !position.epoch().equals(kept.stream().epoch());
            // An epoch of this history that is not the channel's any more was evicted with all it had.
            return ours ? kept.stream().none(Verdict.EVICTED) : page;
        }));
    }

    @Override
    public CompletionStage<HistoryPage> last(ChannelId channel, int count) {
        return CompletableFuture.completedStage(
                with(channel, kept -> kept.stream().last(count)));
    }

    @Override
    public CompletionStage<Void> clear(ChannelId channel) {
        return with(channel, kept -> {
            CompletionStage<@Nullable Void> writing = kept.clear(journal);
            if (writing == Journal.DONE) {
                kept.stream().clear();
                return CompletableFuture.completedStage(null);
            }
            CompletableFuture<Void> cleared = new CompletableFuture<>();
            writing.whenComplete((done, failure) -> {
                synchronized (kept) {
                    kept.stream().clear();
                    bytes.addAndGet(kept.growth());
                }
                if (failure == null) {
                    cleared.complete(null);
                } else {
                    cleared.completeExceptionally(new IllegalStateException(
                            "What was cleared on " + channel + " may be in the history's files, and come back.",
                            failure));
                }
            });
            return cleared;
        });
    }

    /** Does something with a channel's stream, from which what is too old has gone; then what is too much goes. */
    private <T> T with(ChannelId channel, Function<KeptChannel, T> work) {
        T result = null;
        while (result == null) {
            KeptChannel kept = all.get(channel);
            if (kept == null) {
                kept = all.computeIfAbsent(channel, this::make);
            }
            String began;
            synchronized (kept) {
                if (kept.isGone()) {
                    continue;
                }
                kept.expire(clock.nanos(), journal);
                result = work.apply(kept);
                bytes.addAndGet(kept.growth());
                began = kept.tellEpoch();
            }
            tell(channel, began);
        }
        for (Runnable next = unlocked.poll(); next != null; next = unlocked.poll()) {
            next.run();
        }
        evict();
        return result;
    }

    private void tell(ChannelId channel, @Nullable String began) {
        if (began != null) {
            events.epochBegan(channel.toString(), began);
        }
    }

    private KeptChannel make(ChannelId channel) {
        KeptChannel kept =
                new KeptChannel(channel, new Stream(newEpoch(), base()), new PublishKeys(config.publishKeyTtl()));
        recent.made(kept);
        return kept;
    }

    private String newEpoch() {
        return run + Long.toString(epochs.incrementAndGet(), RADIX);
    }

    /** @return the offset before the first of a stream that begins now */
    private long base() {
        return Math.max((clock.millis() - BEGIN) * PER_MILLI, highestGone.get());
    }

    /**
     * Goes on with what was written down before a restart; before anything else is done.
     *
     * @param streams in the order in which they were last published on
     */
    void restore(List<Restored> streams, Journal from) {
        journal = from;
        for (Restored restored : streams) {
            KeptChannel kept = restored.kept();
            if (restored.doubtful()) {
                Position top = kept.stream().top();
                kept.beginIncomplete(newEpoch(), Math.max(top.offset(), base()), from);
                tell(kept.channel(), kept.tellEpoch());
            } else {
                kept.restored(newEpoch());
            }
            bytes.addAndGet(kept.growth());
            all.put(kept.channel(), kept);
            recent.published(kept);
        }
        evict();
    }

    private void evict() {
        while (bytes.get() > config.maxBytes()) {
            KeptChannel oldest = recent.oldest();
            if (oldest == null) {
                return;
            }
            remove(oldest);
        }
    }

    private void remove(KeptChannel kept) {
        synchronized (kept) {
            highestGone.accumulateAndGet(kept.end(journal), Math::max);
            bytes.addAndGet(kept.growth());
        }
        recent.gone(kept);
        all.remove(kept.channel(), kept);
    }

    @Override
    public void forget(Predicate<ChannelId> channels) {
        all.values().stream().filter(kept -> channels.test(kept.channel())).forEach(this::remove);
    }

    @Override
    public void notKept(ChannelId channel) {
        KeptChannel kept = journal == Journal.NONE ? null : all.get(channel);
        if (kept != null) {
            remove(kept);
        }
    }

    @Override
    public void sweep() {
        long now = clock.nanos();
        for (KeptChannel kept : all.values()) {
            synchronized (kept) {
                if (!kept.isGone()) {
                    kept.expire(now, journal);
                    kept.keys().forgetOld(now);
                    bytes.addAndGet(kept.growth());
                }
            }
        }
    }

    @Override
    public Size size() {
        long messages = 0;
        int channels = 0;
        for (KeptChannel kept : all.values()) {
            synchronized (kept) {
                messages += kept.stream().size();
                channels++;
            }
        }
        return new Size(channels, messages, bytes.get());
    }

    @Override
    public Storage storage() {
        return journal.storage(backlog.messages());
    }

    @Override
    public void close() {
        journal.close();
    }
}
