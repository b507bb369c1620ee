package dev.halley.cluster.broker;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.ClusterLog;
import dev.halley.cluster.log.LogFigures;
import dev.halley.cluster.log.LogListener;
import dev.halley.cluster.log.LogPage;
import dev.halley.cluster.log.LogPlatform;
import dev.halley.cluster.log.LogSettings;
import dev.halley.history.store.StoredEntry;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker.Receiver;
import dev.halley.spi.Cluster;
import dev.halley.spi.History;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import dev.halley.spi.ServerEvents;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the channels of a cluster keep: a publish goes to the node that gives the offsets of its channel, and comes from there to all that
 * follow it, this one as well, where it enters the queue of its channel in the order of offsets.
 *
 * <p>Thread-safety: thread-safe; started and stopped once.
 */
public final class ClusterHistory implements History {

    /** How many recently used channels are remembered. */
    private static final int MAX_USED = 10_000;

    private final ClusterLog log;
    private final OwnedState state;
    private final KeptInterest interest;
    private final Declared declared;
    /** Channels and patterns that keep, or kept, history here or on other nodes. */
    private final Set<ChannelId> keeping = ConcurrentHashMap.newKeySet();

    /** The channels that were used here, the last one last; guarded by itself. */
    private final Map<ChannelId, Boolean> used = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ChannelId, Boolean> eldest) {
            return size() > MAX_USED;
        }
    };

    private final AwaitedNodes awaited = new AwaitedNodes();
    private volatile @Nullable Declarations declarations;
    private volatile @Nullable Receiver subscribers;

    /**
     * @param cluster is used, and closed by whoever has made it, after this has stopped
     * @param state the same
     */
    public ClusterHistory(Cluster cluster, OwnedState state, LogSettings settings, LogPlatform platform) {
        this.state = state;
        log = new ClusterLog(cluster, settings, platform, new Delivery());
        interest = new KeptInterest(log, platform.timer(), this::mayKeep);
        declared = new Declared(state, cluster.self().id(), this::othersSay);
    }

    /** See {@link ClusterLog#onFailure}. */
    public void onFailure(Consumer<Throwable> listener) {
        log.onFailure(listener);
    }

    /** @return whether this node can no longer keep anything */
    public boolean hasFailed() {
        return log.hasFailed();
    }

    // ---- what is kept

    @Override
    public void start(Declarations ofServer) {
        declarations = ofServer;
        state.listen(Declared.SECTION, declared);
    }

    @Override
    public void declare(ChannelId channelOrPattern, HistoryPolicy policy) {
        declared.declare(channelOrPattern, policy);
        changed(Map.of(channelOrPattern, policy));
    }

    private void othersSay(Map<ChannelId, HistoryPolicy> rules) {
        Declarations server = declarations;
        if (server != null) {
            server.othersSay(rules);
        }
        changed(rules);
    }

    private void changed(Map<ChannelId, HistoryPolicy> rules) {
        rules.forEach((channel, policy) -> {
            if (policy.keeps()) {
                keeping.add(channel);
            }
        });
        interest.update();
    }

    /** @return whether something of a channel is kept, or may be of one that a pattern matches */
    private boolean mayKeep(ChannelId channel) {
        if (!channel.isWild()) {
            Declarations server = declarations;
            return server != null && server.keeps(channel);
        }
        return keeping.stream().anyMatch(rule -> overlap(rule, channel));
    }

    /** Whether there may be a channel that both match, or are. */
    private static boolean overlap(ChannelId one, ChannelId other) {
        return one.equals(other)
                || one.matches(other)
                || other.matches(one)
                || isAbove(one, other)
                || isAbove(other, one);
    }

    private static boolean isAbove(ChannelId one, ChannelId other) {
        String name = one.toString();
        return one.isWild() && other.toString().startsWith(name.substring(0, name.lastIndexOf('/') + 1));
    }

    // ---- what is published

    CompletionStage<Published> publish(Publication publication) {
        if (subscribers == null) {
            return Published.AT_ONCE;
        }
        Retention retention = Objects.requireNonNull(publication.retention());
        byte[] data;
        String channel = publication.channel().toString();
        try {
            data = PublicationFormat.encode(publication);
            requireShort(data.length + channel.length());
        } catch (IllegalArgumentException tooLong) {
            return CompletableFuture.failedStage(tooLong);
        }
        use(publication.channel());
        PublishKey key = retention.key();
        return log.publish(channel, key == null ? null : key(key), retention.policy(), data);
    }

    private static void requireShort(int length) {
        if (length > ClusterLog.MAX_ENTRY - 1_024) {
            throw new IllegalArgumentException("A message that a cluster keeps has at most "
                    + (ClusterLog.MAX_ENTRY - 1_024) + " bytes with its channel, this one has " + length + ".");
        }
    }

    private static StoredEntry.Key key(PublishKey key) {
        return new StoredEntry.Key(key.id(), key.digest());
    }

    private void use(ChannelId channel) {
        synchronized (used) {
            used.put(channel, true);
        }
    }

    // ---- what comes

    /** Hands on what the log brings; on its threads. */
    private final class Delivery implements LogListener {

        @Override
        public void together(Runnable callbacks) {
            Receiver local = subscribers;
            if (local == null) {
                callbacks.run();
            } else {
                local.together(callbacks);
            }
        }

        @Override
        public void delivered(String channel, StoredEntry entry) {
            Receiver local = subscribers;
            if (local == null) {
                return;
            }
            Publication publication;
            try {
                publication = publication(entry);
            } catch (IllegalArgumentException malformed) {
                local.events().transportFailed("history", malformed);
                return;
            }
            local.enqueue(publication);
            local.handOverByWorker(publication.channel());
        }

        @Override
        public void lost(String channel, Position top, Verdict why) {
            Receiver local = subscribers;
            if (local != null) {
                ChannelId id = ChannelId.of(channel);
                local.lost(id, top);
                local.handOverByWorker(id);
            }
        }

        @Override
        public void merged(String channel, int appended, int voided) {
            events().historyMerged(channel, appended, voided);
        }

        /** Each stripe of the log tells it. */
        @Override
        public void waits(int stripe, List<String> missing, boolean over) {
            awaited.waits(stripe, missing, over)
                    .ifPresent(change -> events().historyWaits(change.nodes(), change.over()));
        }

        @Override
        public void dropped(NodeId from, String why) {
            events().nodeMessageDropped(from, why);
        }
    }

    private ServerEvents events() {
        Receiver local = subscribers;
        return local == null ? new ServerEvents() {} : local.events();
    }

    private static Publication publication(StoredEntry entry) {
        return PublicationFormat.decode(entry.data()).storedAt(entry.position(), entry.time());
    }

    void start(Receiver local) {
        subscribers = local;
        List<String> missing = awaited();
        if (!missing.isEmpty()) {
            local.events().historyWaits(missing, false);
        }
    }

    /** @return the nodes that streams wait for, as they served last; empty if they do not wait */
    public List<String> awaited() {
        return awaited.names();
    }

    /** @return done when what is published on kept channels from then on arrives here */
    CompletionStage<Void> interest(ChannelId channel, boolean on) {
        if (on) {
            return interest.want(channel);
        }
        interest.leave(channel);
        return CompletableFuture.completedStage(null);
    }

    void stop() {
        subscribers = null;
    }

    /** Nothing is kept, told or answered any more. */
    public void close() {
        log.close();
    }

    // ---- what is read

    @Override
    public CompletionStage<HistoryPage> since(ChannelId channel, Position position, int limit) {
        use(channel);
        return log.since(channel.toString(), position, limit).thenApply(ClusterHistory::page);
    }

    @Override
    public CompletionStage<HistoryPage> last(ChannelId channel, int count) {
        use(channel);
        return log.newest(channel.toString(), count).thenApply(ClusterHistory::page);
    }

    private static HistoryPage page(LogPage page) {
        List<Publication> messages =
                page.entries().stream().map(ClusterHistory::publication).toList();
        return new HistoryPage(page.verdict(), messages, page.available(), page.before(), page.top());
    }

    @Override
    public CompletionStage<Optional<Published>> published(ChannelId channel, PublishKey key) {
        return log.lookup(channel.toString(), key(key))
                .thenApply(position -> position.map(at -> new Published(at, true)));
    }

    @Override
    public CompletionStage<Void> clear(ChannelId channel) {
        return log.clear(channel.toString());
    }

    /** Of channels that were used on this node, the last 10,000 of them; other nodes know what was used there. */
    @Override
    public void forget(Predicate<ChannelId> channels) {
        List<ChannelId> gone;
        synchronized (used) {
            gone = used.keySet().stream().filter(channels).toList();
            gone.forEach(used::remove);
        }
        gone.forEach(channel -> log.forget(channel.toString()));
    }

    @Override
    public Size size() {
        LogFigures figures = log.figures();
        return new Size(figures.held(), figures.entries(), figures.bytes());
    }

    @Override
    public Storage storage() {
        return log.storage();
    }

    /** @return what the log has done */
    public LogFigures figures() {
        return log.figures();
    }

    /** Hands over what this node holds. @return done when others hold it */
    public CompletionStage<Void> leave() {
        return log.leave();
    }
}
