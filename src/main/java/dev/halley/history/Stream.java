package dev.halley.history;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.Publication;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The messages of one channel in one epoch: a ring that the newest enter at the top, and that the oldest leave for room, for time, or as
 * they are cleared. It has no clock: the caller tells the time.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Stream {

    private final String epoch;
    /** The offset before the first of the epoch. */
    private final long base;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private HistoryPolicy policy = HistoryPolicy.NONE;
    private long top;
    private long bytes;
    /** Up to which offset messages have left for room, for time, and as they were cleared. */
    private long evicted;

    private long expired;
    private long cleared;

    private record Entry(Publication publication, long nanos, int bytes) {}

    /** @param base the offset before its first */
    Stream(String epoch, long base) {
        this.epoch = epoch;
        this.base = base;
        this.top = base;
    }

    String epoch() {
        return epoch;
    }

    Position top() {
        return new Position(epoch, top);
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
     * @param keep how much from now on
     * @param nanos the time
     * @param size the message's bytes
     * @return the message with its position
     */
    Publication append(Publication publication, HistoryPolicy keep, long nanos, int size) {
        policy = keep;
        top++;
        Publication stored = publication.storedAt(top());
        entries.addLast(new Entry(stored, nanos, size));
        bytes += size;
        while (entries.size() > keep.messages()) {
            evicted = removeOldest();
        }
        expire(nanos);
        return stored;
    }

    private long removeOldest() {
        Entry oldest = entries.removeFirst();
        bytes -= oldest.bytes();
        return oldest.publication().position().offset();
    }

    /** Lets go of what is older than it is to become. */
    void expire(long nanos) {
        while (!entries.isEmpty()
                && nanos - entries.peekFirst().nanos() >= policy.time().toNanos()) {
            expired = removeOldest();
        }
    }

    void clear() {
        entries.clear();
        bytes = 0;
        cleared = top;
    }

    HistoryPage since(Position position, int limit) {
        long offset = position.offset();
        if (!position.epoch().equals(epoch) || offset < base) {
            return none(Verdict.VOID);
        }
        if (offset > top) {
            return none(Verdict.AHEAD);
        }
        if (offset < top - entries.size()) {
            return none(whyGone(offset + 1));
        }
        return page(offset, limit);
    }

    HistoryPage last(int count) {
        HistoryPage page = page(top - Math.min(count, entries.size()), count);
        return new HistoryPage(Verdict.OK, page.messages(), entries.size(), top());
    }

    /** @param offset those after it */
    private HistoryPage page(long offset, int limit) {
        int available = (int) (top - offset);
        List<Publication> messages = new ArrayList<>(Math.min(available, limit));
        Iterator<Entry> all = entries.iterator();
        for (long skipped = entries.size() - available; skipped > 0; skipped--) {
            all.next();
        }
        while (all.hasNext() && messages.size() < limit) {
            messages.add(all.next().publication());
        }
        return new HistoryPage(Verdict.OK, messages, available, top());
    }

    HistoryPage none(Verdict why) {
        return new HistoryPage(why, List.of(), 0, top());
    }

    /** Messages leave in their order: so the message left for the reason whose last one is the nearest at or behind it. */
    private Verdict whyGone(long offset) {
        Verdict why = Verdict.EVICTED;
        long nearest = evicted >= offset ? evicted : Long.MAX_VALUE;
        if (expired >= offset && expired < nearest) {
            nearest = expired;
            why = Verdict.EXPIRED;
        }
        return cleared >= offset && cleared < nearest ? Verdict.CLEARED : why;
    }
}
