package dev.halley.history.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of a stream: its lineage, and which offsets are there. The same rules hold while it is read and while it is written.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class StreamState {

    private static final int CAUSES = TrimCause.values().length;

    private final int number;
    private final String channel;
    private Lineage lineage = new Lineage();
    private long[] trimmed = new long[CAUSES];
    private long first;
    private long next;
    private long keepMillis;
    private boolean doubtful;
    private LogRecord.@Nullable Held held;
    /** The number of the file that has its head. */
    private long headIn = -1;

    /** What an entry takes in the files, on the average. */
    private long entryBytes;

    StreamState(int number, String channel) {
        this.number = number;
        this.channel = channel;
    }

    int number() {
        return number;
    }

    String channel() {
        return channel;
    }

    List<Run> lineage() {
        return lineage.runs();
    }

    long first() {
        return first;
    }

    long next() {
        return next;
    }

    long keepMillis() {
        return keepMillis;
    }

    boolean doubtful() {
        return doubtful;
    }

    long trimmed(TrimCause cause) {
        return trimmed[cause.ordinal()];
    }

    boolean hasHeadIn(long file) {
        return headIn == file;
    }

    void headIsIn(long file) {
        headIn = file;
    }

    void keep(long millis) {
        keepMillis = millis;
    }

    /** @return null for a stream of a server that stands alone */
    LogRecord.@Nullable Held held() {
        return held;
    }

    void hold(LogRecord.@Nullable Held as) {
        held = as;
    }

    /** @return whether it replaces another one, but is not complete */
    boolean isCopying() {
        return held != null && held.copying();
    }

    /** It is not being copied any more. */
    void complete() {
        if (held != null) {
            held = new LogRecord.Held(held.weight(), held.clearedMillis(), false);
        }
        headIn = -1;
    }

    LogRecord.Head head() {
        return new LogRecord.Head(number, channel, lineage(), first, next, trimmed.clone(), keepMillis, doubtful, held);
    }

    /** @return the epoch of the next entry */
    String epoch() {
        return lineage.newest().epoch();
    }

    /** @return the epoch of an entry that is there */
    String epochOf(long offset) {
        return lineage.epochOf(offset);
    }

    /** @return what its entries take in the files, about */
    long liveBytes() {
        long entries = 0;
        long end = next;
        for (int i = lineage.size() - 1; i >= 0; i--) {
            Run run = lineage.get(i);
            entries += Math.max(0, end - Math.max(first, run.first()));
            end = run.after() + 1;
        }
        return entries * entryBytes;
    }

    /** Takes over what a head says. @return whether nothing is missing between what was known and the head */
    boolean adopt(LogRecord.Head head) {
        boolean goesOn =
                !lineage.isEmpty() && next == head.next() && lastRun(lineage()).equals(lastRun(head.lineage()));
        boolean whole = goesOn || head.first() == head.next();
        first = goesOn ? Math.max(first, head.first()) : head.next();
        next = head.next();
        lineage = new Lineage(head.lineage());
        trimmed = head.trimmed().clone();
        keepMillis = head.keepMillis();
        doubtful = head.doubtful();
        held = head.held();
        // The head of a copy says where its entries begin: behind what a run without entries leaves out.
        next = settled(next);
        first = settled(first);
        lineage.trim(first);
        return whole;
    }

    /** A run as a text, which can be compared without a record's equals. */
    private static String lastRun(List<Run> runs) {
        Run last = runs.get(runs.size() - 1);
        return last.first() + " " + last.epoch();
    }

    /** @throws IllegalArgumentException if the run cannot follow */
    void requireFollowing(Run run) {
        if (!lineage.isEmpty() && (run.after() != next - 1 || run.epoch().equals(epoch()))) {
            throw new IllegalArgumentException(run + " cannot follow in " + this);
        }
    }

    /** Goes on with another run. */
    void begin(Run run) {
        requireFollowing(run);
        if (lineage.isEmpty()) {
            first = run.first();
        }
        doubtful = false;
        lineage.add(run);
        next = run.first();
        first = Math.max(settled(first), lineage.get(0).first());
        lineage.trim(first);
    }

    /** @throws IllegalArgumentException if the entry cannot be the next one */
    void requireNext(long offset, long oldest) {
        if (offset != next || oldest > offset) {
            throw new IllegalArgumentException(
                    "No entry " + offset + " that leaves those from " + oldest + " can follow in " + this);
        }
    }

    /** Takes the next entry. @param oldest the first offset that is kept */
    void append(long oldest, int bytes) {
        next = settled(next + 1);
        entryBytes = entryBytes == 0 ? bytes : entryBytes + (bytes - entryBytes) / 8;
        if (oldest > first) {
            trim(TrimCause.EVICTED, oldest);
        }
    }

    /** Lets go of the oldest. @param oldest the first offset that is kept; nothing changes if it is lower than it was */
    void trim(TrimCause cause, long oldest) {
        if (oldest > next) {
            throw new IllegalArgumentException("Nothing can be kept from " + oldest + " on in " + this);
        }
        if (oldest > first) {
            trimmed[cause.ordinal()] = oldest - 1;
            first = settled(oldest);
            lineage.trim(first);
        }
    }

    /** Acknowledged entries after the last one may be missing. */
    void doubt() {
        doubtful = true;
    }

    /** @return the offset, or the first of the run that begins there and leaves out offsets */
    private long settled(long offset) {
        long settled = offset;
        for (int i = 0; i < lineage.size(); i++) {
            if (lineage.get(i).after() == settled - 1) {
                settled = lineage.get(i).first();
            }
        }
        return settled;
    }

    @Override
    public String toString() {
        return "the stream of " + channel + ", which has " + first + " to " + (next - 1) + " in " + lineage;
    }
}
