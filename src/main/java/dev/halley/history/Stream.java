package dev.halley.history;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.history.store.Lineage;
import dev.halley.history.store.Run;
import dev.halley.history.store.TrimCause;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.Publication;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The messages of one channel that can be read: a ring that the newest enter at the top, and that the oldest leave for room, for time, or
 * as they are cleared. It has no clock: the caller tells the time.
 *
 * <p>Its epochs follow each other in a lineage. An epoch that is not complete begins after messages may have been lost: from a position
 * before it nobody can go on.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Stream {

    private final Lineage lineage;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private Duration keep = Duration.ZERO;
    private long top;
    private long bytes;
    /** How many entries are before the last epoch that is not complete. */
    private int before;
    /** Up to which offset messages have left, by the ordinals of the causes. */
    private final long[] left = new long[TrimCause.values().length];

    private record Entry(Publication publication, long nanos, int bytes) {}

    /** @param base the offset before its first */
    Stream(String epoch, long base) {
        lineage = new Lineage(List.of(new Run(epoch, base + 1, base, true)));
        top = base;
    }

    /**
     * As it was before a restart, without its entries.
     *
     * @param runs of its epochs, oldest first
     * @param next the offset of its next entry
     * @param keep for how long its entries are kept
     */
    Stream(List<Run> runs, long next, Duration keep) {
        lineage = new Lineage(runs);
        top = next - 1;
        this.keep = keep;
    }

    /** An entry of before a restart; oldest first. */
    void restore(Publication publication, long nanos, int size) {
        entries.addLast(new Entry(publication, nanos, size));
        bytes += size;
        if (publication.position().offset() < lineage.get(lineage.whole()).first()) {
            before++;
        }
    }

    void restoreLeft(TrimCause cause, long offset) {
        left[cause.ordinal()] = offset;
    }

    /** Messages may be missing from here on. @param base the offset before the first of the epoch */
    void beginIncomplete(String epoch, long base) {
        begin(new Run(epoch, base + 1, top, false));
        top = base;
        before = entries.size();
    }

    /** @return the epoch of the newest message */
    String epoch() {
        return lineage.newest().epoch();
    }

    private void begin(Run run) {
        lineage.add(run);
        while (!entries.isEmpty() && oldest() < lineage.get(0).first()) {
            removeOldest(TrimCause.EVICTED);
        }
    }

    Position top() {
        return new Position(epoch(), top);
    }

    /** @return when the newest message that is there was stored, in milliseconds since 1970; 0 if there is none */
    long newestMillis() {
        return entries.isEmpty() ? 0 : entries.peekLast().publication().storedMillis();
    }

    /** @return how many messages there are */
    int size() {
        return entries.size();
    }

    /** @return their bytes */
    long bytes() {
        return bytes;
    }

    /**
     * What comes next, and what is on its way besides, needs room: what is before an epoch that is not complete leaves first.
     *
     * @param most how many are kept
     * @param coming how many are on their way, the next one among them
     * @return the offset of the oldest message that is kept when the next one is there
     */
    long makeRoom(int most, int coming) {
        while (before > 0 && entries.size() + coming > most) {
            removeOldest(TrimCause.EVICTED);
        }
        return Math.max(oldest(), before > 0 ? 0 : top + coming - most + 1);
    }

    /** @return the offset of the oldest message that is there, or comes next */
    long oldest() {
        return entries.isEmpty()
                ? top + 1
                : entries.peekFirst().publication().position().offset();
    }

    /**
     * @param stored the next one; it may begin an epoch that is complete
     * @param policy how much is kept from now on
     * @param nanos the time
     * @param size the message's bytes
     */
    void append(Publication stored, HistoryPolicy policy, long nanos, int size) {
        keep = policy.time();
        Position position = stored.position();
        if (!position.epoch().equals(epoch())) {
            begin(new Run(position.epoch(), position.offset(), top, true));
        }
        top = position.offset();
        entries.addLast(new Entry(stored, nanos, size));
        bytes += size;
        while (entries.size() > policy.messages()) {
            removeOldest(TrimCause.EVICTED);
        }
        expire(nanos);
    }

    private void removeOldest(TrimCause cause) {
        Entry oldest = entries.removeFirst();
        bytes -= oldest.bytes();
        before -= before > 0 ? 1 : 0;
        left[cause.ordinal()] = oldest.publication().position().offset();
        lineage.trim(oldest());
    }

    /** Lets go of what is older than it is to become. @return whether anything was */
    boolean expire(long nanos) {
        int size = entries.size();
        while (!entries.isEmpty() && nanos - entries.peekFirst().nanos() >= keep.toNanos()) {
            removeOldest(TrimCause.EXPIRED);
        }
        return entries.size() < size;
    }

    void clear() {
        entries.clear();
        bytes = 0;
        before = 0;
        left[TrimCause.CLEARED.ordinal()] = top;
    }

    HistoryPage since(Position position, int limit) {
        long offset = position.offset();
        int run = lineage.indexOf(position.epoch());
        if (run < lineage.whole() || offset < lineage.get(run).first() - 1) {
            return none(Verdict.VOID);
        }
        boolean newest = run == lineage.size() - 1;
        if (offset > (newest ? top : lineage.get(run + 1).after())) {
            return none(newest ? Verdict.AHEAD : Verdict.VOID);
        }
        if (offset + 1 < oldest()) {
            return none(whyGone(offset + 1));
        }
        int available = (int) (top - offset);
        return page(available, limit, available, position);
    }

    HistoryPage last(int count) {
        Run begin = lineage.get(lineage.whole());
        long first = Math.max(oldest(), begin.first());
        Position from = first > top ? top() : new Position(lineage.epochOf(first), first - 1);
        return page(Math.min(count, entries.size()), count, entries.size(), from);
    }

    /** @param newest from how many of the newest on */
    private HistoryPage page(int newest, int limit, int available, Position from) {
        List<Publication> messages = new ArrayList<>(Math.min(newest, limit));
        Iterator<Entry> all = entries.iterator();
        for (long skipped = entries.size() - newest; skipped > 0; skipped--) {
            all.next();
        }
        while (all.hasNext() && messages.size() < limit) {
            messages.add(all.next().publication());
        }
        return new HistoryPage(Verdict.OK, messages, available, from, top());
    }

    HistoryPage none(Verdict why) {
        return new HistoryPage(why, List.of(), 0, top(), top());
    }

    /** Messages leave in their order: so the message left for the reason whose last one is the nearest at or behind it. */
    private Verdict whyGone(long offset) {
        Verdict why = Verdict.EVICTED;
        long nearest = Long.MAX_VALUE;
        for (TrimCause cause : TrimCause.values()) {
            long last = left[cause.ordinal()];
            if (last >= offset && last < nearest) {
                nearest = last;
                why = Verdict.valueOf(cause.name());
            }
        }
        return why;
    }
}
