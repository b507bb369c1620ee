package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Newest;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.log.LogMessage.Since;
import dev.halley.history.store.Run;
import dev.halley.history.store.TrimCause;
import dev.halley.spi.HistoryPage.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a replica up to what is committed (rule 9).
 *
 * <p>Thread-safety: immutable; the replica is guarded by its owner.
 *
 * @param replica that is read
 * @param top the position of who has all that is committed
 * @param batchBytes how long a page is at most, unless one entry is longer
 */
record StreamReader(Replica replica, Position top, int batchBytes) {

    Page since(Since since) {
        Lineage lineage = replica.lineage();
        Position after = since.after();
        if (after.equals(Position.NONE)) {
            return page(
                    Math.max(replica.first(), lineage.get(lineage.chain()).first()) - 1, since.limit(), since.end());
        }
        int run = lineage.indexOf(after.epoch());
        if (run < lineage.chain() || after.offset() < lineage.get(run).first() - 1) {
            return none(Verdict.VOID);
        }
        boolean newest = run == lineage.size() - 1;
        if (after.offset() > lineage.endOf(run, replica.last())) {
            return none(newest ? Verdict.AHEAD : Verdict.VOID);
        }
        if (after.offset() > replica.committed()) {
            return none(Verdict.AHEAD);
        }
        if (after.offset() + 1 < replica.first()) {
            return none(whyGone(after.offset() + 1));
        }
        return page(after.offset(), since.limit(), since.end());
    }

    Page newest(Newest newest) {
        Lineage lineage = replica.lineage();
        long first = Math.max(replica.first(), lineage.get(lineage.chain()).first());
        long after = Math.max(first - 1, replica.committed() - newest.count());
        Page page = page(Math.min(after, replica.committed()), newest.count(), Long.MAX_VALUE);
        int available = (int) Math.max(0, replica.committed() - first + 1);
        return new Page(page.verdict(), page.lineage(), page.entries(), available, page.before(), page.top());
    }

    private Page page(long after, int limit, long end) {
        long last = Math.min(end, replica.committed());
        EntryRing ring = replica.ring();
        int from = ring.after(after);
        int available = Math.max(0, ring.after(last) - from);
        List<LogEntry> entries = new ArrayList<>();
        long bytes = 0;
        for (int i = from; i < from + Math.min(available, limit); i++) {
            bytes += ring.get(i).size();
            if (!entries.isEmpty() && (bytes > batchBytes || entries.size() >= LogMessage.MAX_ITEMS)) {
                break;
            }
            entries.add(ring.get(i));
        }
        return new Page(Verdict.OK, runs(after), entries, available, before(), top());
    }

    /** @return the runs of what is behind that offset, and the one before, which the first entry's predecessor is in */
    private List<Run> runs(long after) {
        Lineage lineage = replica.lineage();
        int from = Math.max(0, lineage.indexOf(lineage.epochOf(Math.max(after, replica.first() - 1))));
        return lineage.runs().subList(from, lineage.size());
    }

    private Position before() {
        Lineage lineage = replica.lineage();
        long first = Math.max(replica.first(), lineage.get(lineage.chain()).first());
        return first > replica.committed() ? top() : new Position(lineage.epochOf(first), first - 1);
    }

    Page none(Verdict why) {
        return new Page(why, List.of(replica.lineage().newest()), List.of(), 0, before(), top());
    }

    /** Entries leave in their order: so one left for the reason whose last one is the nearest at or behind it. */
    private Verdict whyGone(long offset) {
        Verdict why = Verdict.EVICTED;
        long nearest = Long.MAX_VALUE;
        for (TrimCause cause : TrimCause.values()) {
            long last = replica.trimmed(cause);
            if (last >= offset && last < nearest) {
                nearest = last;
                why = Verdict.valueOf(cause.name());
            }
        }
        return why;
    }
}
