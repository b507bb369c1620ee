package dev.halley.cluster.log;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.LogChange.Append;
import dev.halley.cluster.log.LogChange.Begin;
import dev.halley.cluster.log.LogChange.Clear;
import dev.halley.cluster.log.LogChange.Drop;
import dev.halley.cluster.log.LogChange.Forget;
import dev.halley.cluster.log.LogChange.Served;
import dev.halley.cluster.log.LogChange.Trim;
import dev.halley.cluster.log.LogMessage.Base;
import dev.halley.cluster.log.LogMessage.Publish;
import dev.halley.cluster.log.LogMessage.Published;
import dev.halley.cluster.log.StreamFollowers.Committed;
import dev.halley.history.store.Run;
import dev.halley.history.store.TrimCause;
import dev.halley.spi.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives the entries of one stream their places, in one view (rules 2, 4, 6 and 12): from what the merge of the replicas gave, until the
 * view changes. Each step goes to the disk and to the copies at once, and counts when all of them have it.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Sequencer {

    /** How many publishes of one stream may wait to be committed; each node has a bound of its own besides. */
    private static final int MAX_WAITING = 100_000;

    private final LogContext context;
    private final String channel;
    private final Map<NodeId, LogHead> heads;
    private final StreamFollowers followers;
    private final List<Copy> copies = new ArrayList<>(1);
    private final Deque<Step> outstanding = new ArrayDeque<>(2);
    /** What is done when an entry is committed, by its offset. */
    private final TreeMap<Long, List<Runnable>> waiting = new TreeMap<>();

    private final Deque<Runnable> committedActions = new ArrayDeque<>(2);
    private @Nullable Replica replica;
    private long steps;
    private long baseTicket;
    private Position baseTop;
    /** The position of who has all that is committed; none before something is. */
    private Position top = Position.NONE;

    private boolean announced;
    private boolean synced;
    private boolean wasSynced;
    private long publishedNanos;

    /** A step that is not committed yet. */
    private record Step(
            long number,
            long ticket,
            @Nullable Committed entry,
            @Nullable Runnable then) {}

    /**
     * @param heads what the other members have
     * @param merged what the stream is; null if nobody has anything
     */
    Sequencer(
            LogContext context,
            String channel,
            Map<NodeId, LogHead> heads,
            StreamFollowers followers,
            Merge.@Nullable Result merged) {
        this.context = context;
        this.channel = channel;
        this.heads = new HashMap<>(heads);
        this.followers = followers;
        publishedNanos = context.nanos();
        if (merged != null) {
            take(merged);
        }
        List<NodeId> holders = context.placement().holders(channel);
        holders.stream().filter(node -> !node.equals(context.self())).forEach(this::addCopy);
        addHeirs();
        baseTicket = context.lastTicket();
        baseTop = replica == null ? Position.NONE : replica.top();
    }

    @Nullable Replica replica() {
        return replica;
    }

    StreamFollowers followers() {
        return followers;
    }

    private LogRules rules() {
        return context.rules();
    }

    // --- the beginning: rules 5 and 8 ---

    private void take(Merge.Result merged) {
        Replica winner = merged.replica();
        replica = winner;
        if (merged.copied()) {
            winner.steps().forEach(step -> context.write(channel, step));
        }
        winner.serve();
        if (merged.doubtful()) {
            long base = Math.max(winner.last() + 1, context.newBase());
            step(new Begin(new Run(context.newEpoch(), base + 1, winner.last(), false)));
            winner.mine(true);
        }
        if (!merged.tails().isEmpty()) {
            int[] counts = new int[3];
            merged.tails().forEach(tail -> appendAgain(winner, tail, counts));
            context.output().happened(new LogEvent.Merged(channel, counts[0], counts[1], counts[2]));
        }
    }

    /** @param counts how many were appended, known and not appended */
    private void appendAgain(Replica to, Merge.Tail tail, int[] counts) {
        if (tail.cleared() > to.trimmed(TrimCause.CLEARED) && to.first() <= tail.fork()) {
            step(new Trim(TrimCause.CLEARED, tail.fork() + 1));
        }
        KeyMarks marks = to.keys().marks();
        long keep = Math.max(to.keepMillis(), tail.keepMillis());
        Set<PublishId> voided = new HashSet<>();
        List<KnownKey> later = new ArrayList<>();
        for (LogEntry entry : tail.entries()) {
            KnownKey known = to.keys().get(entry.id(), entry.key());
            if (known != null && rules().isDuplicate(true)) {
                counts[1]++;
                if (rules().isLater(entry.millis(), known.millis())) {
                    later.add(known.at(known.at(), entry.millis()));
                }
            } else if (!rules().mustAppendAgain() || isUncertain(entry, tail.fork(), marks)) {
                counts[2]++;
                voided.add(entry.id());
            } else {
                counts[0]++;
                goOn(to);
                LogEntry again = entry.at(to.last() + 1, to.millis());
                step(new Append(again, 0, 0, true, keep));
            }
        }
        Stream<KnownKey> unknown = tail.keys().stream()
                .filter(key -> to.keys().get(key.id(), key.key()) == null && !voided.contains(key.id()));
        List<KnownKey> keys = Stream.concat(later.stream(), unknown)
                .map(key -> key.at(to.last(), Math.max(key.millis(), to.millis())))
                .toList();
        if (!keys.isEmpty()) {
            step(new LogChange.Keys(keys));
        }
    }

    private boolean isUncertain(LogEntry entry, long fork, KeyMarks marks) {
        if (rules().isUncertain(entry, fork, marks.forgotten())) {
            return true;
        }
        // What was not answered is not forgotten for having been answered.
        PublishId id = entry.id();
        return marks.origins().stream()
                .anyMatch(origin -> origin.node().equals(id.origin())
                        && origin.answered() >= id.counter()
                        && rules().isUncertain(entry, fork, origin.forgotten()));
    }

    private void addCopy(NodeId to) {
        Copy.Sync sync = sync(to);
        copies.add(new Copy(context, channel, to, sync, steps));
    }

    private Copy.Sync sync(NodeId to) {
        LogHead head = heads.get(to);
        Base base = head == null ? Base.NOTHING : new Base(head.epoch(), head.last());
        Replica from = replica;
        if (from == null) {
            return new Copy.Sync(base, head == null ? List.of() : List.of(new Drop()));
        }
        if (!rules().mustSync(head != null && steps == 0 && isEqual(head, from))) {
            return new Copy.Sync(base, List.of());
        }
        serve(from);
        boolean goesOn =
                head != null && head.served() && head.isPartOf(from.head(channel)) && head.last() + 1 >= from.first();
        return new Copy.Sync(base, goesOn ? from.stepsAfter(head.epoch(), head.last()) : from.steps());
    }

    private static boolean isEqual(LogHead head, Replica from) {
        return head.served()
                && head.last() == from.last()
                && head.first() == from.first()
                && head.epoch().equals(from.lineage().newest().epoch());
    }

    /** Rule 13: those who hold the stream when the nodes that leave have left. @return whether there are more copies now */
    boolean addHeirs() {
        boolean more = false;
        for (NodeId heir : context.heirs(channel)) {
            if (!heir.equals(context.self())
                    && copies.stream().noneMatch(copy -> copy.to().equals(heir))) {
                addCopy(heir);
                synced = false;
                more = true;
            }
        }
        return more;
    }

    // --- steps ---

    /** The first step in this view says that the stream is served in it. */
    private void serve(Replica served) {
        if (!announced) {
            announced = true;
            step(new Served(context.members().size(), served.keys().marks()));
        }
    }

    private void step(LogChange change) {
        step(change, null, null);
    }

    private void step(LogChange change, @Nullable Committed entry, @Nullable Runnable then) {
        Replica to = replica;
        if (to == null && change instanceof Begin begin) {
            to = new Replica(begin.run());
            to.keys().mark(context.newMarks());
            replica = to;
        } else if (change instanceof Drop) {
            context.gone(Objects.requireNonNull(to));
            replica = null;
            top = Position.NONE;
        } else {
            Objects.requireNonNull(to).apply(change);
        }
        long ticket = context.write(channel, change);
        steps++;
        outstanding.add(new Step(steps, ticket, entry, then));
        copies.forEach(copy -> copy.add(change));
    }

    /** Rule 2: begins an epoch, unless this node may go on with its own. */
    private void goOn(Replica stream) {
        if (!rules().mayGoOn(stream.mine())) {
            step(new Begin(new Run(context.newEpoch(), stream.last() + 1, stream.last(), true)));
            stream.mine(true);
        }
    }

    /** @return the stream, which begins if there is none */
    private Replica begun() {
        Replica there = replica;
        if (there == null) {
            long base = context.newBase();
            step(new Begin(new Run(context.newEpoch(), base + 1, base, true)));
            there = Objects.requireNonNull(replica);
            there.mine(true);
        }
        serve(there);
        return there;
    }

    /** Sends what there is to be sent. @param room how many bytes of syncs may be on their way to a node */
    void send(long room) {
        copies.forEach(copy -> copy.send(room));
    }

    // --- publishes: rule 4 ---

    void publish(NodeId from, Publish publish) {
        Replica stream = begun();
        long counter = publish.id().counter();
        KnownKey known = stream.keys().get(publish.id(), publish.key());
        if (known != null && rules().isDuplicate(true)) {
            boolean own = known.id().equals(publish.id());
            PublishResult result = own ? PublishResult.STORED : PublishResult.DUPLICATE;
            if (!own && isConflict(known, publish)) {
                answer(from, counter, PublishResult.CONFLICT, Position.NONE);
            } else {
                whenCommitted(known, () -> answer(from, counter, result, known.position()));
            }
            return;
        }
        if (stream.keys().isAnswered(publish.id())) {
            // A late double: who sent it has its answer, and its id may be forgotten.
            return;
        }
        if (outstanding.size() >= MAX_WAITING) {
            answer(from, counter, PublishResult.REFUSED, Position.NONE);
            return;
        }
        goOn(stream);
        append(stream, publish);
        Position position = stream.top();
        await(stream.last(), () -> answer(from, counter, PublishResult.STORED, position));
        publishedNanos = context.nanos();
    }

    private long committed(Replica stream) {
        return synced ? stream.committed() : 0;
    }

    private static boolean isConflict(KnownKey known, Publish publish) {
        return known.key() != null
                && publish.key() != null
                && !known.key().digest().equals(publish.key().digest());
    }

    private void append(Replica stream, Publish publish) {
        long offset = stream.last() + 1;
        long now = Math.max(context.millis(), stream.millis());
        HistoryPolicy policy = publish.policy();
        long first = Math.max(stream.first(), offset - policy.messages() + 1);
        LogEntry entry = new LogEntry(offset, now, publish.id(), publish.key(), publish.data());
        long keep = policy.time().toMillis();
        Committed later = new Committed(
                entry, stream.lineage().newest().epoch(), stream.lineage().predecessorOf(offset));
        step(new Append(entry, first, publish.answered(), context.retains(), keep), later, null);
    }

    private void await(long offset, Runnable then) {
        waiting.computeIfAbsent(offset, none -> new ArrayList<>(1)).add(then);
    }

    /** @param known to this stream. @param then is done at once, or when what it was taken with is committed */
    void whenCommitted(KnownKey known, Runnable then) {
        if (rules().mustWait(known.at(), committed(Objects.requireNonNull(replica)))) {
            await(known.at(), then);
        } else {
            then.run();
        }
    }

    private void answer(NodeId to, long counter, PublishResult result, Position position) {
        context.send(to, new Published(counter, result, position));
    }

    // --- commits: rules 5 and 6 ---

    /** A copy has written its steps up to that number. */
    void acknowledged(NodeId from, long serial) {
        for (Copy copy : copies) {
            if (copy.to().equals(from)) {
                copy.acknowledged(serial);
            }
        }
    }

    /** @return whether all who must have what the stream began with in this view have it */
    boolean isSynced() {
        return synced;
    }

    /** @return whether it was synced: since then there may be further copies, which are not */
    boolean wasSynced() {
        return wasSynced;
    }

    /** Commits what all have who must. @return whether the stream has just become synced */
    boolean commit() {
        boolean now = !synced && copies.stream().allMatch(Copy::isSynced) && context.isWritten(baseTicket);
        synced |= now;
        if (now && replica != null) {
            replica.committed(baseTop.offset());
            top = wasSynced ? top : baseTop;
        }
        wasSynced |= now;
        List<Committed> entries = new ArrayList<>();
        long upTo = ownSteps();
        for (Copy copy : copies) {
            upTo = rules().committed(upTo, copy.has());
        }
        Replica stream = replica;
        while (!outstanding.isEmpty() && outstanding.peek().number() <= upTo) {
            Step step = outstanding.remove();
            if (step.entry() != null) {
                entries.add(step.entry());
            }
            if (step.then() != null) {
                committedActions.add(step.then());
            }
        }
        if (stream != null) {
            commit(stream, entries);
        }
        for (Runnable next = committedActions.poll(); next != null; next = committedActions.poll()) {
            next.run();
        }
        return now;
    }

    private long ownSteps() {
        long own = 0;
        for (Step step : outstanding) {
            if (!context.isWritten(step.ticket())) {
                return step.number() - 1;
            }
            own = step.number();
        }
        return own;
    }

    private void commit(Replica stream, List<Committed> entries) {
        if (outstanding.isEmpty()) {
            stream.committed(stream.last());
            top = stream.top();
        } else if (!entries.isEmpty()) {
            Committed last = entries.get(entries.size() - 1);
            stream.committed(last.entry().offset());
            top = new Position(last.epoch(), last.entry().offset());
        }
        if (!entries.isEmpty()) {
            followers.committed(entries);
        }
        while (!waiting.isEmpty() && synced && waiting.firstKey() <= stream.committed()) {
            waiting.pollFirstEntry().getValue().forEach(Runnable::run);
        }
    }

    // --- reading, trimming, clearing, dropping: rules 9 and 12 ---

    /** @return the stream to read, which begins if there is none */
    StreamReader reader() {
        Replica stream = begun();
        return new StreamReader(stream, top(stream), context.limits().batchBytes());
    }

    /** An epoch that is not committed may yet be lost: nobody is told of it, unless there is none before. */
    private Position top(Replica stream) {
        return top.equals(Position.NONE) ? stream.lineage().positionOf(stream.committed()) : top;
    }

    /** Forgets entries and keys whose time is over. */
    void sweep() {
        Replica stream = replica;
        if (stream == null || !synced || !outstanding.isEmpty()) {
            return;
        }
        long now = context.millis();
        EntryRing ring = stream.ring();
        int old = 0;
        while (old < ring.size() && now - ring.get(old).millis() >= stream.keepMillis()) {
            old++;
        }
        long at = context.retains() ? -1 : stream.keys().olderThan(now - keyMillis());
        if (old > 0 || at >= 0) {
            serve(stream);
        }
        if (old > 0) {
            step(new Trim(TrimCause.EXPIRED, ring.get(old - 1).offset() + 1));
        }
        if (at >= 0) {
            step(new Forget(at));
        }
    }

    /** Rule 3: ids of nodes are known for as long as keys, and as a node may repeat what it has taken. */
    private long keyMillis() {
        return Math.max(
                context.limits().keyTtl().toMillis(),
                2 * context.limits().answerWithin().toMillis());
    }

    /** @param forget whether nobody goes on from before it. @param then when it is committed */
    void clear(boolean forget, Runnable then) {
        Replica stream = begun();
        if (!forget && stream.trimmed(TrimCause.CLEARED) == stream.last()) {
            // Cleared already; what is done then waits for that.
            step(new Trim(TrimCause.CLEARED, stream.last() + 1), null, then);
            return;
        }
        Run next = new Run(context.newEpoch(), stream.last() + 1, stream.last(), !forget);
        step(new Clear(next, context.millis()), null, then);
        stream.mine(true);
    }

    /** @return whether the stream may go, to make room */
    boolean mayDrop() {
        return replica != null && synced && outstanding.isEmpty() && context.mayServe();
    }

    void drop() {
        step(new Drop());
    }

    /** @return when the stream was published on last, or taken over */
    long publishedNanos() {
        return publishedNanos;
    }

    // --- the others ---

    /** Rule 12: replicas that are not needed. @return who is to drop one now: from then on it has nothing, should it become an heir */
    Collection<NodeId> releaseSuperfluous() {
        List<NodeId> superfluous = heads.keySet().stream()
                .filter(node -> copies.stream().noneMatch(copy -> copy.to().equals(node)))
                .toList();
        superfluous.forEach(heads::remove);
        return superfluous;
    }

    /** @return whether nothing is waited for */
    boolean isIdle() {
        return synced && outstanding.isEmpty() && areIdle() && (replica == null || followers.areAt(reader().top()));
    }

    private boolean areIdle() {
        for (Copy copy : copies) {
            if (!copy.isIdle()) {
                return false;
            }
        }
        return true;
    }

    /** @return whether some of what there is was not sent, for want of room */
    boolean hasUnsent() {
        return copies.stream().anyMatch(Copy::hasUnsent);
    }

    List<Copy> copies() {
        return copies;
    }

    void tick() {
        copies.forEach(Copy::tick);
    }
}
