package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.Pull;
import dev.halley.cluster.log.LogMessage.Pulled;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a stream is in a new view (rule 8): one of the replicas wins; what the others have beyond the fork is to be appended again.
 * What other nodes have is pulled, piece by piece. Nothing of this node's replica changes until all is there: a merge that a further view
 * ends leaves no trace.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Merge {

    private final LogContext context;
    private final String channel;
    private final @Nullable Replica own;
    private final Map<NodeId, LogHead> heads = new LinkedHashMap<>();
    private final Map<NodeId, Source> sources = new LinkedHashMap<>();
    private final NodeId winner;

    /** What is pulled of one node. */
    private static final class Source {
        private final long fork;
        private final List<LogEntry> entries = new ArrayList<>();
        private final List<KnownKey> keys = new ArrayList<>();
        private @Nullable ReplicaState state;
        private long afterEntry;
        private long afterKey;
        private long asked;
        private boolean done;

        Source(long fork) {
            this.fork = fork;
            afterEntry = fork;
            afterKey = fork - 1;
        }
    }

    /**
     * What a replica that did not win has beyond the fork.
     *
     * @param fork the last offset that it has in common with the winner
     * @param cleared up to which offset it was cleared
     * @param keepMillis for how long its entries were kept
     */
    record Tail(long fork, long cleared, long keepMillis, List<LogEntry> entries, List<KnownKey> keys) {}

    /**
     * What the stream is.
     *
     * @param replica the winner's; this node's own one if that won
     * @param copied whether it is another node's, so that the disk does not have it
     * @param doubtful whether entries behind its last one may be missing
     * @param tails of the others
     */
    record Result(Replica replica, boolean copied, boolean doubtful, List<Tail> tails) {}

    /**
     * @param own this node's replica; null if it has none
     * @param others the heads of the other members' replicas; at least one if this node has none
     */
    Merge(LogContext context, String channel, @Nullable Replica own, Map<NodeId, LogHead> others) {
        this.context = context;
        this.channel = channel;
        this.own = own;
        if (own != null) {
            heads.put(context.self(), own.head(channel));
        }
        others.entrySet().stream()
                .sorted(Comparator.comparing(head -> head.getKey().value()))
                .forEach(head -> heads.put(head.getKey(), head.getValue()));
        winner = winner();
        if (!isOwn(winner)) {
            sources.put(winner, new Source(0));
        }
        losers().forEach((node, fork) -> {
            if (!isOwn(node)) {
                sources.put(node, new Source(fork));
            }
        });
    }

    private boolean isOwn(NodeId node) {
        return node.equals(context.self());
    }

    private NodeId winner() {
        NodeId best = heads.keySet().iterator().next();
        for (NodeId node : heads.keySet()) {
            LogHead one = head(best);
            LogHead other = head(node);
            if (!node.equals(best) && isBetter(other, one)) {
                best = node;
            }
        }
        return best;
    }

    private boolean isBetter(LogHead other, LogHead one) {
        if (one.served() == other.served() && other.isPartOf(one)) {
            return one.isPartOf(other) && one.doubtful() && !other.doubtful();
        }
        if (one.served() == other.served() && one.isPartOf(other)) {
            return true;
        }
        return context.rules().compare(other, one, one.fork(other)) < 0;
    }

    private LogHead head(NodeId node) {
        return Objects.requireNonNull(heads.get(node));
    }

    /** @return who has what the winner has not, and where that begins; who has it all from another one is left out */
    private Map<NodeId, Long> losers() {
        Map<NodeId, Long> losers = new LinkedHashMap<>();
        heads.forEach((node, head) -> {
            boolean there = losers.keySet().stream().anyMatch(other -> head.isPartOf(head(other)));
            if (!node.equals(winner) && !there && !head.isPartOf(head(winner))) {
                losers.put(node, head.fork(head(winner)));
            }
        });
        return losers;
    }

    /** @return whether something has to be pulled */
    boolean mustPull() {
        return !isDone();
    }

    boolean isDone() {
        return sources.values().stream().allMatch(source -> source.done);
    }

    void start() {
        sources.forEach(this::ask);
    }

    private void ask(NodeId node, Source source) {
        source.asked = context.nanos();
        context.send(node, new Pull(context.view(), channel, source.afterEntry, source.afterKey));
    }

    void tick() {
        sources.forEach((node, source) -> {
            if (!source.done && context.isDue(source.asked, LogRules.REPEAT_ASK)) {
                ask(node, source);
            }
        });
    }

    void pulled(NodeId from, Pulled page) {
        Source source = sources.get(from);
        if (source == null
                || source.done
                || page.afterEntry() != source.afterEntry
                || page.afterKey() != source.afterKey) {
            return;
        }
        source.state = page.state();
        source.entries.addAll(page.entries());
        source.keys.addAll(page.keys());
        if (!page.entries().isEmpty()) {
            source.afterEntry = page.entries().get(page.entries().size() - 1).offset();
        }
        if (!page.keys().isEmpty()) {
            source.afterKey = page.keys().get(page.keys().size() - 1).at();
        }
        source.done = !page.more();
        if (page.more()) {
            ask(from, source);
        }
    }

    /** @return what the stream is; when {@link #isDone} */
    Result result() {
        List<Tail> tails = new ArrayList<>();
        losers().forEach((node, fork) -> tails.add(tail(node, fork)));
        boolean doubtful = head(winner).doubtful()
                && heads.values().stream().noneMatch(other -> !other.doubtful() && other.isPartOf(head(winner)));
        return new Result(replica(), !isOwn(winner), doubtful, tails);
    }

    private Replica replica() {
        if (own != null && isOwn(winner)) {
            return own;
        }
        Source source = Objects.requireNonNull(sources.get(winner));
        ReplicaState state = Objects.requireNonNull(source.state);
        Replica copy = new Replica(state);
        copy.fill(source.entries, source.keys);
        copy.complete(state.committed());
        return copy;
    }

    private Tail tail(NodeId node, long fork) {
        long cleared = head(node).cleared();
        if (own != null && isOwn(node)) {
            List<LogEntry> entries = new ArrayList<>();
            for (int i = own.ring().after(fork); i < own.ring().size(); i++) {
                entries.add(own.ring().get(i));
            }
            return new Tail(fork, cleared, own.keepMillis(), entries, own.keys().after(fork - 1, Integer.MAX_VALUE));
        }
        Source source = Objects.requireNonNull(sources.get(node));
        return new Tail(fork, cleared, Objects.requireNonNull(source.state).keepMillis(), source.entries, source.keys);
    }

    /** What a member answers to {@link Pull}. */
    static Pulled answer(LogContext context, Pull pull, Replica replica) {
        List<LogEntry> entries = new ArrayList<>();
        long bytes = 0;
        int next = replica.ring().after(pull.afterEntry());
        int most = LogMessage.MAX_ITEMS;
        for (; next < replica.ring().size() && entries.size() < most; next++) {
            LogEntry entry = replica.ring().get(next);
            bytes += entry.size();
            if (!entries.isEmpty() && bytes > context.limits().batchBytes()) {
                break;
            }
            entries.add(entry);
        }
        boolean more = next < replica.ring().size();
        List<KnownKey> keys = more ? List.of() : replica.keys().after(pull.afterKey(), most / 16);
        boolean moreKeys = !keys.isEmpty()
                && !replica.keys().after(keys.get(keys.size() - 1).at(), 1).isEmpty();
        return new Pulled(
                context.view(),
                pull.channel(),
                pull.afterEntry(),
                pull.afterKey(),
                replica.state(),
                entries,
                keys,
                more || moreKeys);
    }
}
