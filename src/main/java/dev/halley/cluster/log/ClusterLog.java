package dev.halley.cluster.log;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.protocol.BayeuxError;
import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.History;
import dev.halley.spi.NodeId;
import dev.halley.spi.Published;
import dev.halley.spi.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a cluster, as a node of it publishes, reads and follows them. Answers come on threads of the log, which must neither
 * wait nor run code of the application.
 *
 * <p>What cannot be had now, or within the timeout, fails with a {@link PublishException} of {@link BayeuxError#HISTORY_UNAVAILABLE}.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ClusterLog implements AutoCloseable {

    /** How long data, channel and key are together at most, in bytes. */
    public static final int MAX_ENTRY = LogFormat.MAX_ENTRY;

    private final Cluster cluster;
    private final LogSettings settings;
    private final Timer timer;
    private final LogCounters counters = new LogCounters();
    private final LogListener listener;
    private final LogFailure failure;
    private final @Nullable LogFiles files;
    private final List<LogStripe> stripes = new ArrayList<>();
    private volatile Timer.@Nullable Task tick;
    private volatile boolean closed;

    /** Begins to hold streams, as soon as the other nodes do. */
    public ClusterLog(Cluster cluster, LogSettings settings, LogPlatform platform, LogListener listener) {
        this.cluster = cluster;
        this.settings = settings;
        this.timer = platform.timer();
        this.listener = listener;
        files = platform.files();
        failure = files == null ? new LogFailure() : files.failure();
        LogLimits limits = settings.limits(files != null);
        for (int i = 0; i < Stripes.COUNT; i++) {
            stripes.add(
                    new LogStripe(i, cluster, limits, platform, new LogStripe.Observers(counters, listener, failure)));
        }
        cluster.handle(Traffic.LOG, this::received);
        cluster.onView((before, now) -> view(now, cluster.hasQuorum(), left(before, now, platform)));
        // After it listens: a view that comes in between is the newer one, whichever is taken first.
        view(cluster.view(), cluster.hasQuorum(), Set.of());
        scheduleTick();
    }

    private static Set<NodeId> left(ClusterView before, ClusterView now, LogPlatform platform) {
        return before.members().stream()
                .map(ClusterNode::id)
                .filter(node -> !now.has(node) && platform.leaves().test(node))
                .collect(Collectors.toUnmodifiableSet());
    }

    private void view(ClusterView view, boolean quorum, Set<NodeId> left) {
        stripes.forEach(stripe -> stripe.view(view, quorum, left));
    }

    private void scheduleTick() {
        tick = timer.schedule(LogInput.TICK, () -> {
            if (!closed) {
                stripes.forEach(LogStripe::tick);
                scheduleTick();
            }
        });
    }

    private void received(NodeId from, byte[] bytes) {
        int stripe = LogFormat.stripe(bytes);
        if (stripe < 0) {
            counters.dropped.increment();
            listener.dropped(from, "It is no message of the streams' log.");
        } else {
            stripes.get(stripe).received(from, bytes);
        }
    }

    private LogStripe stripe(String channel) {
        return stripes.get(Stripes.of(channel));
    }

    /**
     * Publishes a message.
     *
     * @param key of the publisher; null if it gave none
     * @param policy how much the channel keeps
     * @param data the message, encoded; not copied
     */
    public CompletionStage<Published> publish(String channel, @Nullable Key key, HistoryPolicy policy, byte[] data) {
        if (counters.pending.incrementAndGet() > settings.maxPending()) {
            counters.pending.decrementAndGet();
            counters.refused.increment();
            return CompletableFuture.failedStage(LogStripe.unavailable());
        }
        CompletableFuture<Published> published = stripe(channel).publish(channel, key, policy, data);
        published.whenComplete((done, failure) -> {
            counters.pending.decrementAndGet();
            if (failure != null) {
                counters.refused.increment();
            }
        });
        return published;
    }

    /** Reads what follows a position. @param limit how many entries at most */
    public CompletionStage<LogPage> since(String channel, Position after, int limit) {
        return stripe(channel).since(channel, after, limit);
    }

    /** Reads the newest entries. @param count how many at most; 0 for the top alone */
    public CompletionStage<LogPage> newest(String channel, int count) {
        return stripe(channel).newest(channel, count);
    }

    /**
     * @return where a publish with that key stands; empty if it is not known. It fails with {@link BayeuxError#PUBLISH_KEY_CONFLICT} if that
     *     one had another digest
     */
    public CompletionStage<Optional<Position>> lookup(String channel, Key key) {
        return stripe(channel)
                .lookup(channel, key)
                .thenApply(found -> found.map(there -> {
                    if (!there.digest().equals(key.digest())) {
                        throw new PublishException(BayeuxError.PUBLISH_KEY_CONFLICT);
                    }
                    return there.position();
                }));
    }

    /** Forgets the entries of a stream; its offsets go on. */
    public CompletionStage<Void> clear(String channel) {
        return stripe(channel).clear(channel);
    }

    /** The same, and nobody goes on from before it: something may be published that is not kept. */
    public CompletionStage<Void> forget(String channel) {
        return stripe(channel).forget(channel);
    }

    /** Follows a stream from now on. @return done when what is stored from then on is delivered here */
    public CompletionStage<Void> follow(String channel) {
        return stripe(channel).follow(channel);
    }

    /** Follows a stream no more. */
    public void unfollow(String channel) {
        stripe(channel).unfollow(channel);
    }

    /** Follows all streams that match a pattern. @return done when what is stored from then on is delivered here */
    public CompletionStage<Void> attach(String pattern) {
        return ofAll(stripe -> stripe.attach(pattern));
    }

    private CompletionStage<Void> ofAll(Function<LogStripe, CompletableFuture<Void>> ask) {
        return CompletableFuture.allOf(stripes.stream().map(ask).toArray(CompletableFuture<?>[]::new));
    }

    /** The opposite of {@link #attach}. */
    public void detach(String pattern) {
        stripes.forEach(stripe -> stripe.detach(pattern));
    }

    /** Hands over what this node holds. @return done when others hold it */
    public CompletionStage<Void> leave() {
        return ofAll(LogStripe::leave);
    }

    /**
     * A write or a step of the log has failed: this node answers that nothing can be had, and is to leave the cluster.
     *
     * @param listener learns the cause, once, on any thread; at once if it has failed already
     */
    public void onFailure(Consumer<Throwable> listener) {
        failure.listen(listener);
    }

    /** @return whether a write or a step has failed */
    public boolean hasFailed() {
        return failure.cause() != null;
    }

    /** @return what this has done, and holds */
    public LogFigures figures() {
        LogSize size = stripes.stream().map(LogStripe::size).reduce(LogSize.NOTHING, LogSize::and);
        return counters.figures(
                size, stripes.stream().mapToInt(LogStripe::followed).sum());
    }

    /** @return how replicas are written to files, and why nothing can be kept any longer */
    public History.Storage storage() {
        if (files != null) {
            return files.storage();
        }
        Throwable cause = failure.cause();
        return cause == null ? History.Storage.NONE : new History.Storage("", 0, 0, 0, 0, List.of(), cause.toString());
    }

    /** Nothing is stored, delivered or answered any more; the files are closed. */
    @Override
    public void close() {
        closed = true;
        Timer.Task last = tick;
        if (last != null) {
            last.cancel();
        }
        cluster.handle(Traffic.LOG, (from, bytes) -> {});
        stripes.forEach(LogStripe::close);
        if (files != null) {
            files.close();
        }
    }
}
