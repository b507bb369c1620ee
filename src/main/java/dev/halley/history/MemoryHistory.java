package dev.halley.history;

import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.config.HistoryConfig;
import dev.halley.json.RawJson;
import dev.halley.json.Utf8;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Clock;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.ServerEvents;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The history of a server that stands alone: a ring for each channel, in memory. All together they are bounded: at the bound whole
 * channels lose their history, those first on which nothing was published for the longest; their next messages begin a new epoch.
 *
 * <p>Thread-safety: thread-safe. Each channel's stream is guarded by its {@link Kept}, under whose lock at most that of {@link #recent}
 * is taken.
 */
public final class MemoryHistory implements HistoryLog {

    /** What keeping a message takes besides its text; an estimate. */
    static final int MESSAGE_OVERHEAD = 200;

    /** What a channel takes besides its messages and keys; an estimate. */
    static final int CHANNEL_OVERHEAD = 500;

    /** Offsets of a new epoch begin at the milliseconds since then, times {@link #PER_MILLI}. */
    private static final long BEGIN = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

    private static final int PER_MILLI = 1_024;
    private static final int RADIX = 36;

    private final HistoryConfig config;
    private final Clock clock;
    private final ServerEvents events;
    private final Map<ChannelId, Kept> all = new ConcurrentHashMap<>();
    private final Recent recent = new Recent();
    private final AtomicLong bytes = new AtomicLong();
    /** The highest offset of a stream that is gone: whatever the clock says, no new one begins below. */
    private final AtomicLong highestGone = new AtomicLong();

    private final AtomicLong epochs = new AtomicLong();
    /** What all epochs of this history begin with. */
    private final String run;

    /** @param events is told of new epochs, under no lock */
    public MemoryHistory(HistoryConfig config, Clock clock, ServerEvents events) {
        this.config = config;
        this.clock = clock;
        this.events = events;
        this.run = Long.toString(new SecureRandom().nextLong() >>> 16, RADIX) + '.';
    }

    /**
     * A channel's stream, with the keys of its publishes.
     *
     * <p>Thread-safety: guarded by this.
     */
    private static final class Kept {
        private final ChannelId channel;
        private final Stream stream;
        private final PublishKeys keys;
        /** How many bytes of it the history counts. */
        private long counted;

        private boolean told;
        private boolean gone;

        Kept(ChannelId channel, Stream stream, PublishKeys keys) {
            this.channel = channel;
            this.stream = stream;
            this.keys = keys;
        }

        long bytes() {
            return CHANNEL_OVERHEAD + channel.toString().length() + stream.bytes() + keys.bytes();
        }
    }

    /**
     * The channels in the order in which they were last published on; those first on which nothing was published yet.
     *
     * <p>Thread-safety: guarded by this.
     */
    private static final class Recent {
        private final Map<ChannelId, Kept> unpublished = new LinkedHashMap<>();
        private final Map<ChannelId, Kept> published = new LinkedHashMap<>(16, 0.75f, true);

        synchronized void made(Kept kept) {
            unpublished.put(kept.channel, kept);
        }

        synchronized void published(Kept kept) {
            if (published.get(kept.channel) != kept) {
                unpublished.remove(kept.channel, kept);
                published.put(kept.channel, kept);
            }
        }

        synchronized void gone(Kept kept) {
            unpublished.remove(kept.channel, kept);
            published.remove(kept.channel, kept);
        }

        synchronized @Nullable Kept oldest() {
            Map<ChannelId, Kept> first = unpublished.isEmpty() ? published : unpublished;
            return first.isEmpty() ? null : first.values().iterator().next();
        }
    }

    @Override
    public Published append(Publication publication, Consumer<Publication> stored) {
        int size = size(publication.message());
        return with(publication.channel(), kept -> {
            Published known =
                    known(kept, Objects.requireNonNull(publication.retention()).key());
            return known != null ? known : append(kept, publication, size, stored);
        });
    }

    private static int size(ChannelMessage message) {
        int size = MESSAGE_OVERHEAD + length(message.data()) + length(message.ext());
        for (Map.Entry<String, RawJson> other : message.others().entrySet()) {
            size += Utf8.length(other.getKey()) + length(other.getValue());
        }
        return size;
    }

    private static int length(@Nullable RawJson value) {
        return value == null ? 0 : Utf8.length(value.text());
    }

    @Override
    public CompletionStage<Optional<Published>> published(ChannelId channel, PublishKey key) {
        try {
            return CompletableFuture.completedStage(with(channel, kept -> Optional.ofNullable(known(kept, key))));
        } catch (PublishException conflict) {
            return CompletableFuture.failedStage(conflict);
        }
    }

    private @Nullable Published known(Kept kept, @Nullable PublishKey key) {
        PublishKeys.Known known = key == null ? null : kept.keys.get(key, clock.nanos());
        if (known == null) {
            return null;
        }
        if (!known.digest().equals(key.digest())) {
            throw new PublishException(BayeuxError.PUBLISH_KEY_CONFLICT);
        }
        return new Published(known.position(), true);
    }

    private Published append(Kept kept, Publication publication, int size, Consumer<Publication> stored) {
        var retention = Objects.requireNonNull(publication.retention());
        long now = clock.nanos();
        Publication appended = kept.stream.append(publication, retention.policy(), now, size);
        if (retention.key() != null) {
            kept.keys.put(retention.key(), appended.position(), now);
        }
        stored.accept(appended);
        recent.published(kept);
        return new Published(appended.position(), false);
    }

    @Override
    public CompletionStage<HistoryPage> since(ChannelId channel, Position position, int limit) {
        return CompletableFuture.completedStage(with(channel, kept -> {
            HistoryPage page = kept.stream.since(position, limit);
            boolean ours = position.epoch().startsWith(run) && !position.epoch().equals(kept.stream.epoch());
            // An epoch of this history that is not the channel's any more was evicted with all it had.
            return ours ? kept.stream.none(Verdict.EVICTED) : page;
        }));
    }

    @Override
    public CompletionStage<HistoryPage> last(ChannelId channel, int count) {
        return CompletableFuture.completedStage(with(channel, kept -> kept.stream.last(count)));
    }

    @Override
    public CompletionStage<Void> clear(ChannelId channel) {
        with(channel, kept -> {
            kept.stream.clear();
            return kept;
        });
        return CompletableFuture.completedStage(null);
    }

    /** Does something with a channel's stream, from which what is too old has gone; then what is too much goes. */
    private <T> T with(ChannelId channel, Function<Kept, T> work) {
        T result = null;
        while (result == null) {
            Kept kept = all.get(channel);
            if (kept == null) {
                kept = all.computeIfAbsent(channel, this::make);
            }
            boolean begins;
            synchronized (kept) {
                if (kept.gone) {
                    continue;
                }
                begins = !kept.told;
                kept.told = true;
                kept.stream.expire(clock.nanos());
                result = work.apply(kept);
                count(kept);
            }
            if (begins) {
                events.epochBegan(channel.toString(), kept.stream.epoch());
            }
        }
        evict();
        return result;
    }

    private Kept make(ChannelId channel) {
        String epoch = run + Long.toString(epochs.incrementAndGet(), RADIX);
        long base = Math.max((clock.millis() - BEGIN) * PER_MILLI, highestGone.get());
        Kept kept = new Kept(channel, new Stream(epoch, base), new PublishKeys(config.publishKeyTtl()));
        recent.made(kept);
        return kept;
    }

    private void count(Kept kept) {
        long now = kept.gone ? 0 : kept.bytes();
        bytes.addAndGet(now - kept.counted);
        kept.counted = now;
    }

    private void evict() {
        while (bytes.get() > config.maxBytes()) {
            Kept oldest = recent.oldest();
            if (oldest == null) {
                return;
            }
            remove(oldest);
        }
    }

    private void remove(Kept kept) {
        synchronized (kept) {
            if (!kept.gone) {
                kept.gone = true;
                highestGone.accumulateAndGet(kept.stream.top().offset(), Math::max);
                count(kept);
            }
        }
        recent.gone(kept);
        all.remove(kept.channel, kept);
    }

    @Override
    public void forget(Predicate<ChannelId> channels) {
        all.values().stream().filter(kept -> channels.test(kept.channel)).forEach(this::remove);
    }

    @Override
    public void sweep() {
        long now = clock.nanos();
        for (Kept kept : all.values()) {
            synchronized (kept) {
                kept.stream.expire(now);
                kept.keys.forgetOld(now);
                count(kept);
            }
        }
    }

    @Override
    public Size size() {
        long messages = 0;
        int channels = 0;
        for (Kept kept : all.values()) {
            synchronized (kept) {
                messages += kept.stream.size();
                channels++;
            }
        }
        return new Size(channels, messages, bytes.get());
    }
}
