package dev.halley.cluster.log;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Acknowledge;
import dev.halley.cluster.log.LogMessage.Answer;
import dev.halley.cluster.log.LogMessage.Ask;
import dev.halley.cluster.log.LogMessage.AskHeads;
import dev.halley.cluster.log.LogMessage.Attach;
import dev.halley.cluster.log.LogMessage.Attached;
import dev.halley.cluster.log.LogMessage.Confirm;
import dev.halley.cluster.log.LogMessage.Confirmed;
import dev.halley.cluster.log.LogMessage.Detach;
import dev.halley.cluster.log.LogMessage.Erase;
import dev.halley.cluster.log.LogMessage.Heads;
import dev.halley.cluster.log.LogMessage.Leaving;
import dev.halley.cluster.log.LogMessage.Live;
import dev.halley.cluster.log.LogMessage.Lookup;
import dev.halley.cluster.log.LogMessage.Newest;
import dev.halley.cluster.log.LogMessage.NodeState;
import dev.halley.cluster.log.LogMessage.Publish;
import dev.halley.cluster.log.LogMessage.Published;
import dev.halley.cluster.log.LogMessage.Pull;
import dev.halley.cluster.log.LogMessage.Pulled;
import dev.halley.cluster.log.LogMessage.Release;
import dev.halley.cluster.log.LogMessage.Replicate;
import dev.halley.cluster.log.LogMessage.Settled;
import dev.halley.cluster.log.LogMessage.Since;
import dev.halley.cluster.log.LogMessage.Tops;
import dev.halley.cluster.log.LogMessage.TopsSeen;
import dev.halley.cluster.log.LogMessage.Unfollow;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.history.store.TrimCause;
import dev.halley.spi.Clock;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The log of one node: takes views, messages, the time, and what this node publishes, reads and follows; says what is to be sent, written
 * and handed on. It has no channel, no clock and no thread of its own. Several of them may share the streams of a node, if all nodes
 * share them in the same way: they have nothing in common but the views.
 *
 * <p>Thread-safety: see {@link LogInput}.
 */
final class LogMachine implements LogInput {

    /** How many messages of a view that is not installed yet are kept. */
    private static final int MAX_KEPT = 100_000;

    private static final int TICKS_OF_SWEEP = 10;

    private final LogContext context;
    private final Confirmation confirmation;
    private final Streams streams;
    private final Publishing publishing;
    private final Requests requests;
    private final Follows follows;
    private final Departure departure;
    private final Starting starting;
    private final LostMembers lost = new LostMembers();
    private final Deque<Kept> kept = new ArrayDeque<>();
    private @Nullable Gathering gathering;
    /** What has to be written before this node says what it has; -1 if it has said it. */
    private long headsTicket = -1;

    private final List<NodeId> headsAsked = new ArrayList<>();
    private long ticks;

    /** A message that came before its view. */
    private record Kept(NodeId from, LogMessage message) {}

    /** @param self this run of the node: another one each time */
    LogMachine(NodeId self, LogLimits limits, Clock clock, LogOutput output) {
        this(self, limits, new LogRules(), clock, output);
    }

    LogMachine(NodeId self, LogLimits limits, LogRules rules, Clock clock, LogOutput output) {
        context = new LogContext(self, limits, rules, clock, output);
        confirmation = new Confirmation(context);
        streams = new Streams(context, confirmation);
        publishing = new Publishing(context);
        requests = new Requests(context);
        follows = new Follows(context, requests);
        departure = new Departure(context, streams);
        starting = new Starting(context);
    }

    @Override
    public void restore(
            String channel, ReplicaState state, List<LogEntry> entries, List<KnownKey> keys, boolean doubtful) {
        Replica replica = new Replica(state);
        replica.fill(entries, keys);
        replica.complete(state.committed());
        replica.doubtful(doubtful);
        long now = context.millis();
        boolean cleared = replica.trimmed(TrimCause.CLEARED) > 0;
        if (context.rules().mustLoad(entries.isEmpty(), replica.millis(), replica.keepMillis(), now)
                || entries.isEmpty() && context.rules().isKept(replica.keptUntil(), now, cleared)) {
            streams.restore(channel, replica);
        } else {
            context.gone(replica);
            context.write(channel, new LogChange.Drop());
        }
    }

    @Override
    public void restore(StartRecord record) {
        starting.restore(record);
    }

    // --- views: rules 1, 7, 15 ---

    @Override
    public void view(ClusterView view, boolean quorum, Set<NodeId> left) {
        List<ClusterNode> before = context.members();
        context.linked(ViewId.of(view), view.members(), quorum);
        lost.viewChanged(before, view.members(), left, context.nanos());
        context.retain(lost.areThere(context.nanos()));
        confirmation.viewChanged();
        streams.viewChanged();
        starting.viewChanged();
        departure.viewChanged();
        gathering = new Gathering(context);
        headsAsked.clear();
        headsAsked.addAll(context.others());
        headsTicket = context.lastTicket();
        tellHeads();
        publishing.viewChanged();
        requests.viewChanged();
        follows.viewChanged();
        takeKept();
        settle();
    }

    /** Rules 6 and 7: what is said to be had is written. */
    private void tellHeads() {
        if (!headsAsked.isEmpty() && context.isWritten(headsTicket)) {
            Map<NodeId, List<LogHead>> heads = streams.headsByMember();
            headsAsked.forEach(node -> tellHeads(node, heads.getOrDefault(node, List.of())));
            headsAsked.clear();
        }
    }

    private void tellHeads(NodeId to, List<LogHead> heads) {
        List<StreamTop> positions = follows.positions().stream()
                .filter(top -> context.placement().sequencer(top.channel()).equals(to))
                .toList();
        NodeState state = new NodeState(starting.serves(), starting.record(), lost.all(context.nanos()));
        HeadsBatches batches = new HeadsBatches(context.limits().batchBytes());
        heads.forEach(batches::add);
        positions.forEach(batches::add);
        batches.messages(context.view(), state, follows.patterns()).forEach(message -> context.send(to, message));
    }

    private void takeKept() {
        List<Kept> now = new ArrayList<>(kept);
        kept.clear();
        now.forEach(each -> dispatch(each.from(), each.message()));
    }

    /** Serves when all is there that has to be. */
    private void serveIfReady() {
        Gathering complete = gathering;
        if (complete == null || !complete.isComplete() || !context.isWritten(headsTicket)) {
            return;
        }
        complete.states().forEach(state -> lost.told(state.lost(), context.members(), context.nanos()));
        context.retain(lost.areThere(context.nanos()));
        if (!starting.mayServe(complete.states())) {
            return;
        }
        gathering = null;
        follows.positions().stream()
                .filter(top -> context.placement().sequencer(top.channel()).equals(context.self()))
                .forEach(top -> streams.follows(context.self(), top));
        follows.patterns().forEach(pattern -> streams.attach(context.self(), pattern));
        streams.serve(complete);
        departure.served();
    }

    /** @return whether streams are served in this view */
    boolean isServing() {
        return gathering == null && !context.members().isEmpty();
    }

    Streams streams() {
        return streams;
    }

    Follows follows() {
        return follows;
    }

    // --- messages ---

    @Override
    public void received(NodeId from, LogMessage message) {
        dispatch(from, message);
        settle();
    }

    /** What this node says to itself, until there is no more. */
    private void settle() {
        serveIfReady();
        for (LogMessage next = context.nextOwn(); next != null; next = context.nextOwn()) {
            dispatch(context.self(), next);
            serveIfReady();
        }
    }

    private void dispatch(NodeId from, LogMessage message) {
        switch (context.rules().fate(context.view(), message.view())) {
            case HANDLE -> {
                if (message instanceof Published || context.has(from)) {
                    handle(from, message);
                }
            }
            case KEEP -> {
                if (kept.size() < MAX_KEPT) {
                    kept.add(new Kept(from, message));
                }
            }
            default -> {}
        }
    }

    private void handle(NodeId from, LogMessage message) {
        if (message instanceof Publish publish) {
            streams.publish(from, publish);
        } else if (message instanceof Replicate replicate) {
            streams.replicate(from, replicate);
        } else if (message instanceof Acknowledge acknowledge) {
            streams.acknowledged(from, acknowledge);
        } else if (message instanceof Published published) {
            publishing.answered(published);
        } else if (message instanceof Live live) {
            follows.live(live);
        } else if (message instanceof Ask ask) {
            streams.ask(from, ask);
        } else if (message instanceof Answer answer) {
            requests.answered(answer);
        } else if (!handleFollowing(from, message)) {
            handleView(from, message);
        }
    }

    private boolean handleFollowing(NodeId from, LogMessage message) {
        if (message instanceof Tops tops) {
            follows.tops(from, tops);
        } else if (message instanceof TopsSeen seen) {
            streams.seen(from, seen.tops());
        } else if (message instanceof Unfollow unfollow) {
            streams.unfollow(from, unfollow.channels());
        } else if (message instanceof Attach attach) {
            streams.attached(from, attach.pattern());
        } else if (message instanceof Attached attached) {
            follows.attached(from, attached);
        } else if (message instanceof Detach detach) {
            streams.detached(from, detach.pattern());
        } else {
            return false;
        }
        return true;
    }

    private void handleView(NodeId from, LogMessage message) {
        if (message instanceof Heads heads) {
            if (gathering != null) {
                gathering.told(from, heads);
            }
        } else if (message instanceof AskHeads) {
            headsAsked.add(from);
            tellHeads();
        } else if (message instanceof Pull pull) {
            streams.pull(from, pull);
        } else if (message instanceof Pulled pulled) {
            streams.pulled(from, pulled);
        } else if (message instanceof Release release) {
            streams.released(from, release);
        } else if (message instanceof Confirm confirm) {
            if (context.mayServe()) {
                context.send(from, new Confirmed(context.view(), confirm.round()));
            }
        } else if (message instanceof Confirmed confirmed) {
            confirmation.confirmed(from, confirmed);
        } else if (message instanceof Leaving) {
            departure.leaves(from);
        } else if (message instanceof Settled) {
            departure.settled(from);
        }
    }

    // --- time and disk ---

    @Override
    public void tick() {
        Gathering open = gathering;
        if (open != null && !context.members().isEmpty()) {
            open.tick();
        }
        context.retain(lost.areThere(context.nanos()));
        if (ticks++ % TICKS_OF_SWEEP == 0) {
            streams.sweep();
        }
        streams.tick();
        publishing.tick();
        requests.tick();
        follows.tick();
        confirmation.tick();
        departure.tick();
        settle();
    }

    @Override
    public void written(long ticket) {
        context.written(ticket);
        tellHeads();
        streams.written();
        settle();
    }

    @Override
    public void fail() {
        context.fail();
    }

    // --- what this node wants ---

    @Override
    public void publish(long token, String channel, @Nullable Key key, HistoryPolicy policy, byte[] data) {
        publishing.publish(token, channel, key, policy, data);
        settle();
    }

    @Override
    public void since(long token, String channel, Position after, int limit) {
        Since question = new Since(after, limit, Long.MAX_VALUE, false);
        requests.ask(channel, question, reply -> context.output().read(token, Requests.page(reply)), false);
        settle();
    }

    @Override
    public void newest(long token, String channel, int count) {
        Newest question = new Newest(count, false);
        requests.ask(channel, question, reply -> context.output().read(token, Requests.page(reply)), false);
        settle();
    }

    @Override
    public void lookup(long token, String channel, Key key) {
        requests.ask(channel, new Lookup(key), reply -> context.output().found(token, Requests.found(reply)), false);
        settle();
    }

    @Override
    public void clear(long token, String channel) {
        requests.ask(
                channel, new Erase(false), reply -> context.output().cleared(token, Requests.erased(reply)), false);
        settle();
    }

    @Override
    public void forget(long token, String channel) {
        requests.ask(channel, new Erase(true), reply -> context.output().cleared(token, Requests.erased(reply)), false);
        settle();
    }

    @Override
    public void follow(String channel) {
        follows.follow(channel);
        settle();
    }

    @Override
    public void unfollow(String channel) {
        follows.unfollow(channel);
        settle();
    }

    @Override
    public void attach(String pattern) {
        follows.attach(pattern);
        settle();
    }

    @Override
    public void detach(String pattern) {
        follows.detach(pattern);
        settle();
    }

    @Override
    public void leave() {
        departure.leave();
        settle();
    }
}
