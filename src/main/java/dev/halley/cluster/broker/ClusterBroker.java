package dev.halley.cluster.broker;

import dev.halley.api.Registration;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.spi.ServerEvents;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a server in a cluster, for channels without history: hands what is published to this server's subscribers, then to each
 * node that wants it, and what comes from other nodes to this server's subscribers alone.
 *
 * <p>Thread-safety: thread-safe; started and stopped once.
 */
public final class ClusterBroker implements Broker {

    /** Between two times that the observer is told of nodes that lag. */
    static final Duration QUIET = Duration.ofMinutes(1);

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);
    private static final ServerEvents NOBODY = new ServerEvents() {};

    private final Cluster cluster;
    private final OwnedState state;
    private final BrokerPlatform platform;
    private final LocalOnly localOnly = new LocalOnly();
    private final LocalInterest own;
    private final NodesByChannel wanting = new NodesByChannel();
    private final Map<NodeId, LinkedNode> linked = new ConcurrentHashMap<>();
    /** What this thread hands to this server's subscribers, if other nodes want it, too; nothing is left there. */
    private final ThreadLocal<@Nullable RemoteSend> remoteSends = new ThreadLocal<>();

    private final LinkedNode.Handling fromOthers = new FromOthers();

    private final LongAdder published = new LongAdder();
    private final LongAdder kept = new LongAdder();
    private final LongAdder encoded = new LongAdder();
    private final AtomicLong quietUntil;
    private volatile @Nullable Receiver subscribers;

    /**
     * @param cluster is used, and closed by whoever has made it, after this has stopped
     * @param state the same
     */
    public ClusterBroker(Cluster cluster, OwnedState state, BrokerPlatform platform) {
        this.cluster = cluster;
        this.state = state;
        this.platform = platform;
        SharedSync sync = new SharedSync(state::sync, platform.timer(), this::tellWhoLags);
        own = new LocalInterest(state, sync, platform.timer(), localOnly);
        quietUntil = new AtomicLong(platform.clock().nanos());
    }

    @Override
    public void start(Receiver local) {
        subscribers = local;
        cluster.handle(Cluster.Traffic.PLAIN, this::arrived);
        cluster.onView((before, now) -> changed(now));
        changed(cluster.view());
        state.listen(LocalInterest.SECTION, new OthersInterest());
    }

    // What goes out

    @Override
    public CompletionStage<Published> publish(Publication publication) {
        Receiver local = subscribers;
        if (local == null) {
            return Published.AT_ONCE;
        }
        published.increment();
        NodeId[] nodes =
                localOnly.covers(publication.channel()) ? NodesByChannel.NONE : wanting.of(publication.channel());
        if (nodes.length == 0) {
            kept.increment();
            local.received(publication);
        } else {
            publish(publication, nodes, local);
        }
        return Published.AT_ONCE;
    }

    private void publish(Publication publication, NodeId[] nodes, Receiver local) {
        RemoteSend outer = remoteSends.get();
        if (outer != null) {
            // A subscriber publishes while it is handed a message: that one came first, so it goes first.
            outer.send();
        }
        RemoteSend remote = new RemoteSend(publication, nodes, local.events());
        remoteSends.set(remote);
        try {
            local.received(publication);
        } finally {
            if (outer == null) {
                remoteSends.remove();
            }
            remote.send();
        }
    }

    /**
     * A publication that other nodes want, sent once.
     *
     * <p>Thread-safety: confined to the publisher's thread.
     */
    private final class RemoteSend {

        private final Publication publication;
        private final NodeId[] nodes;
        private final ServerEvents events;
        private boolean sent;

        RemoteSend(Publication publication, NodeId[] nodes, ServerEvents events) {
            this.publication = publication;
            this.nodes = nodes;
            this.events = events;
        }

        void send() {
            if (sent) {
                return;
            }
            sent = true;
            byte[] bytes;
            try {
                bytes = PublicationFormat.encode(publication);
            } catch (IllegalArgumentException tooLong) {
                for (NodeId node : nodes) {
                    missed(node, String.valueOf(tooLong.getMessage()));
                }
                return;
            }
            encoded.increment();
            for (NodeId node : nodes) {
                send(node, bytes);
            }
        }

        private void send(NodeId node, byte[] bytes) {
            LinkedNode to = linked(node);
            if (to == null) {
                return;
            }
            try {
                if (cluster.send(node, Cluster.Traffic.PLAIN, bytes)) {
                    to.sent(bytes.length);
                } else {
                    missed(node, "queue full");
                }
            } catch (RuntimeException failure) {
                missed(node, String.valueOf(failure.getMessage()));
            }
        }

        private void missed(NodeId node, String why) {
            LinkedNode to = linked(node);
            if (to != null) {
                to.missed();
                events.nodeMissed(node, publication.channel().toString(), why);
            }
        }
    }

    // What comes in

    private void arrived(NodeId from, byte[] message) {
        LinkedNode node = linked(from);
        if (node != null && !node.arrived(message)) {
            events().nodeMessageDropped(from, "queue full");
        }
    }

    private final class FromOthers implements LinkedNode.Handling {

        @Override
        public void received(LinkedNode from, byte[] message) {
            ClusterBroker.this.received(from, message);
        }

        @Override
        public void over(LinkedNode node) {
            linked.remove(node.id(), node);
        }
    }

    /** Runs on a worker. */
    private void received(LinkedNode from, byte[] message) {
        Receiver local = subscribers;
        if (local == null) {
            return;
        }
        Publication publication;
        try {
            publication = PublicationFormat.decode(message);
        } catch (IllegalArgumentException malformed) {
            from.malformed();
            local.events().nodeMessageDropped(from.id(), String.valueOf(malformed.getMessage()));
            return;
        }
        if (localOnly.covers(publication.channel())) {
            local.events().nodeMessageDropped(from.id(), "the channel is not clustered here");
            return;
        }
        from.received(message.length);
        try {
            local.received(publication);
        } catch (RuntimeException | Error thrown) {
            local.events().transportFailed("broker", thrown);
        }
    }

    private ServerEvents events() {
        Receiver local = subscribers;
        return local == null ? NOBODY : local.events();
    }

    // Who is there

    /** @return null if that node is not linked, or this one */
    private @Nullable LinkedNode linked(NodeId id) {
        LinkedNode node = linked.get(id);
        if (node != null && !node.isLost()) {
            return node;
        }
        if (!isLinked(id)) {
            return null;
        }
        LinkedNode made =
                linked.computeIfAbsent(id, absent -> new LinkedNode(id, platform, fromOthers, published.sum()));
        if (!isLinked(id)) {
            // It was lost meanwhile, and whoever took the lost ones out may not have seen this.
            linked.remove(id);
        }
        return made;
    }

    private boolean isLinked(NodeId id) {
        return !id.equals(cluster.self().id()) && cluster.view().has(id);
    }

    private void changed(ClusterView now) {
        Set<NodeId> members = now.members().stream().map(ClusterNode::id).collect(Collectors.toSet());
        for (LinkedNode node : linked.values()) {
            node.linked(members.contains(node.id()), fromOthers);
        }
        if (subscribers != null) {
            // Each counts from when it is linked, not from its first message.
            members.forEach(this::linked);
        }
    }

    // Who wants what

    @Override
    public CompletionStage<Void> interest(ChannelId channel, boolean on) {
        if (!channel.isBroadcast()) {
            // Nothing on it goes to subscribers of any node.
            return DONE;
        }
        if (on) {
            return own.want(channel);
        }
        own.leave(channel);
        return DONE;
    }

    @Override
    public Registration localOnly(ChannelId pattern) {
        localOnly.add(pattern);
        own.update();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                localOnly.remove(pattern);
                own.update();
            }
        };
    }

    /** @return this, with channels that keep history; what is published on channels that are not clustered is not kept */
    public Broker keeping(ClusterHistory history) {
        return new KeepingBroker(this, history, localOnly::covers);
    }

    /** @return a broker that refuses what is published for other nodes, too, as long as that is so; else as the given one */
    public Broker refusing(Broker broker, BooleanSupplier refuses) {
        return new RefusingBroker(broker, channel -> refuses.getAsBoolean() && !localOnly.covers(channel));
    }

    /** Does not cluster these, as the settings say. */
    public void keepHere(List<String> patterns) {
        patterns.forEach(pattern -> localOnly(ChannelId.of(pattern)));
    }

    private void tellWhoLags() {
        long now = platform.clock().nanos();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET.toNanos())) {
            events().interestUnconfirmed(state.behind());
        }
    }

    /** Learns what the others want, and forgets it with them. */
    private final class OthersInterest implements OwnedState.Listener {

        @Override
        public void put(NodeId node, OwnedState.Key key, byte[] value) {
            ChannelId channel = channel(key);
            if (node.equals(cluster.self().id())) {
                return;
            }
            if (channel == null) {
                illegal(node);
            } else if (LocalInterest.isWanted(value) && subscribers != null) {
                wanting.add(channel, node);
            } else {
                wanting.remove(channel, node);
            }
        }

        @Override
        public void removed(NodeId node, OwnedState.Key key) {
            ChannelId channel = channel(key);
            if (channel != null) {
                wanting.remove(channel, node);
            }
        }

        private static @Nullable ChannelId channel(OwnedState.Key key) {
            return ChannelId.parse(key.name()).filter(ChannelId::isBroadcast).orElse(null);
        }

        private void illegal(NodeId node) {
            LinkedNode known = linked(node);
            if (known != null) {
                known.malformed();
            }
            events().nodeMessageDropped(node, "It wants what is no broadcast channel.");
        }
    }

    /** @return what this has done, and who wants what */
    public BrokerState state() {
        long all = published.sum();
        List<BrokerState.Node> nodes = linked.values().stream()
                .map(node -> node.state(all))
                .sorted(Comparator.comparing(node -> node.node().value()))
                .toList();
        return new BrokerState(all, kept.sum(), encoded.sum(), own.size(), wanting.size(), nodes);
    }

    @Override
    public void stop() {
        subscribers = null;
        cluster.handle(Cluster.Traffic.PLAIN, (from, message) -> {});
        own.end();
        wanting.clear();
        linked.clear();
    }
}
