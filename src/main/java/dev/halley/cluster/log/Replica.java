package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogChange.Append;
import dev.halley.cluster.log.LogChange.Begin;
import dev.halley.cluster.log.LogChange.Clear;
import dev.halley.cluster.log.LogChange.Forget;
import dev.halley.cluster.log.LogChange.Served;
import dev.halley.cluster.log.LogChange.Trim;
import dev.halley.history.store.Run;
import dev.halley.history.store.TrimCause;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A stream as this node has it: lineage, entries and keys. It changes by the steps of its sequencer alone.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Replica {

    private static final int CAUSES = TrimCause.values().length;

    /** What a replica takes besides its entries and keys; an estimate. */
    private static final int OVERHEAD = 400;

    private final Lineage lineage;
    private final EntryRing ring = new EntryRing();
    private final Keys keys = new Keys();
    private final long[] trimmed = new long[CAUSES];
    private long first;
    private long last;
    private long millis;
    private long keepMillis;
    private long clearedMillis;
    private int weight;
    private long committed;
    private boolean served;
    private boolean mine;
    private boolean doubtful;

    /** A new stream. */
    Replica(Run run) {
        lineage = new Lineage(List.of(run));
        first = run.first();
        last = first - 1;
        committed = last;
    }

    /** What is to become a copy of another one. */
    Replica(ReplicaState state) {
        lineage = new Lineage(state.lineage());
        first = state.first();
        last = first - 1;
        for (int i = 0; i < CAUSES; i++) {
            trimmed[i] = state.trimmed().get(i);
        }
        keepMillis = state.keepMillis();
        clearedMillis = state.clearedMillis();
        weight = state.weight();
        keys.mark(state.marks());
        committed = Math.min(last, state.committed());
    }

    Lineage lineage() {
        return lineage;
    }

    EntryRing ring() {
        return ring;
    }

    Keys keys() {
        return keys;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /** @return the time of the newest entry there was */
    long millis() {
        return millis;
    }

    long keepMillis() {
        return keepMillis;
    }

    long trimmed(TrimCause cause) {
        return trimmed[cause.ordinal()];
    }

    long committed() {
        return committed;
    }

    void committed(long offset) {
        committed = Math.max(committed, Math.min(offset, last));
    }

    /** @return whether it was served since this node was started */
    boolean served() {
        return served;
    }

    /** It is served in this life of the node. */
    void serve() {
        served = true;
    }

    /** @return whether this node has begun the newest epoch, and has had the replica since (rule 2) */
    boolean mine() {
        return mine;
    }

    void mine(boolean own) {
        mine = own;
    }

    boolean doubtful() {
        return doubtful;
    }

    void doubtful(boolean maybe) {
        doubtful = maybe;
    }

    /** @return its bytes, about */
    long bytes() {
        return OVERHEAD + ring.bytes() + keys.bytes();
    }

    Position top() {
        return new Position(lineage.newest().epoch(), last);
    }

    /** @return until when a stream that is empty is kept, as it tells what was cleared; milliseconds since 1970 */
    long keptUntil() {
        return Math.max(millis, clearedMillis) + keepMillis;
    }

    void apply(LogChange change) {
        if (change instanceof Append append) {
            append(append);
        } else if (change instanceof Begin begin) {
            begin(begin.run());
        } else if (change instanceof LogChange.Keys more) {
            more.keys().forEach(keys::add);
        } else if (change instanceof Trim trim) {
            trim(trim.cause(), trim.first());
        } else if (change instanceof Forget forget) {
            keys.forget(forget.at());
        } else if (change instanceof Clear clear) {
            clearedMillis = clear.millis();
            trim(TrimCause.CLEARED, last + 1);
            begin(clear.next());
        } else if (change instanceof Served in) {
            weight = in.weight();
            served = true;
            keys.mark(in.marks());
        } else {
            throw new IllegalArgumentException("A replica does not change by " + change + ".");
        }
    }

    private void begin(Run run) {
        lineage.add(run);
        last = run.first() - 1;
        if (ring.size() == 0) {
            first = run.first();
        }
        mine = false;
        doubtful = false;
        lineage.trim(first);
    }

    private void append(Append append) {
        LogEntry entry = append.entry();
        if (entry.offset() != last + 1 && !lineage.leavesOut(last, entry.offset())) {
            throw new IllegalArgumentException("The entry " + entry.offset() + " cannot follow " + last + ".");
        }
        ring.add(entry);
        last = entry.offset();
        millis = Math.max(millis, entry.millis());
        keepMillis = append.keepMillis();
        keys.add(new KnownKey(entry.id(), entry.key(), lineage.positionOf(last), last, entry.millis()));
        keys.answered(entry.id().origin(), append.answered(), append.retain());
        trim(TrimCause.EVICTED, append.first());
    }

    private void trim(TrimCause cause, long oldest) {
        if (oldest <= first) {
            return;
        }
        trimmed[cause.ordinal()] = Math.min(oldest - 1, last);
        while (ring.size() > 0 && ring.get(0).offset() < oldest) {
            ring.removeFirst();
        }
        first = ring.size() > 0 ? ring.get(0).offset() : Math.min(oldest, last + 1);
        lineage.trim(first);
    }

    ReplicaState state() {
        return new ReplicaState(
                lineage.runs(),
                first,
                LongStream.of(trimmed).boxed().toList(),
                keepMillis,
                clearedMillis,
                keys.marks(),
                weight,
                committed);
    }

    LogHead head(String channel) {
        return new LogHead(
                channel, lineage.runs(), first, last, committed, trimmed(TrimCause.CLEARED), weight, served, doubtful);
    }

    /** @return the steps that make a replica that ends at that offset, in that epoch, equal to this one */
    List<LogChange> stepsAfter(String epoch, long offset) {
        List<LogChange> steps = new ArrayList<>();
        int run = lineage.indexOf(epoch);
        int next = ring.after(offset);
        for (int i = run; i < lineage.size(); i++) {
            if (i > run) {
                steps.add(new Begin(lineage.get(i)));
            }
            for (long end = lineage.endOf(i, last);
                    next < ring.size() && ring.get(next).offset() <= end;
                    next++) {
                steps.add(copied(ring.get(next)));
            }
        }
        addKeys(steps, offset - 1);
        for (TrimCause cause : TrimCause.values()) {
            if (trimmed(cause) > 0) {
                steps.add(new Trim(cause, trimmed(cause) + 1));
            }
        }
        steps.add(new Served(weight, keys.marks()));
        return steps;
    }

    /** @return the steps that make a copy of this one */
    List<LogChange> steps() {
        List<LogChange> steps = new ArrayList<>();
        steps.add(new LogChange.Reset(state()));
        addKeys(steps, -1);
        for (int i = 0; i < ring.size(); i++) {
            steps.add(copied(ring.get(i)));
        }
        steps.add(new Served(weight, keys.marks()));
        steps.add(new LogChange.Complete());
        return steps;
    }

    /** Nothing leaves, and no key is forgotten, as it is copied. */
    private Append copied(LogEntry entry) {
        return new Append(entry, 0, 0, true, keepMillis);
    }

    private void addKeys(List<LogChange> steps, long after) {
        long at = after;
        List<KnownKey> some = keys.after(at, 256);
        while (!some.isEmpty()) {
            steps.add(new LogChange.Keys(some));
            at = some.get(some.size() - 1).at();
            some = keys.after(at, 256);
        }
    }

    /** Takes what was read of another one, or of the disk. */
    void fill(List<LogEntry> entries, List<KnownKey> known) {
        known.forEach(keys::add);
        entries.forEach(entry -> append(copied(entry)));
    }

    /** A copy is whole. @param upTo up to where it is known to be committed */
    void complete(long upTo) {
        last = Math.max(last, lineage.newest().first() - 1);
        first = ring.size() == 0 ? last + 1 : first;
        committed(upTo);
    }
}
