package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.Base;
import dev.halley.cluster.log.LogMessage.Replicate;
import dev.halley.spi.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The sequencer's side of one copy of a stream in one view (rules 5, 6 and 11): what brings the other node up to the sequencer, then each
 * step, in order; again if it is not acknowledged in time.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Copy {

    private final LogContext context;
    private final String channel;
    private final NodeId to;
    private final Base base;
    private final long before;
    /** Up to which number they bring the copy up to the sequencer. */
    private final long sync;

    private final Deque<LogChange> unacknowledged = new ArrayDeque<>(2);
    private long acknowledged;
    private long sent;
    private long last;
    private long inFlight;
    private long lastProgress;

    /** How a copy begins. @param base what it has. @param steps that bring it up to the sequencer */
    record Sync(Base base, List<LogChange> steps) {}

    /**
     * @param begin what it has, and what brings it up to the sequencer
     * @param number of the sequencer's steps so far, which it has then
     */
    Copy(LogContext context, String channel, NodeId to, Sync begin, long number) {
        this.context = context;
        this.channel = channel;
        this.to = to;
        this.base = begin.base();
        this.before = number;
        sync = begin.steps().size();
        last = sync;
        unacknowledged.addAll(begin.steps());
        lastProgress = context.nanos();
    }

    NodeId to() {
        return to;
    }

    void add(LogChange step) {
        unacknowledged.add(step);
        last++;
    }

    boolean isSynced() {
        return acknowledged >= sync;
    }

    /** @return up to which number it has the sequencer's steps; -1 before it is synced */
    long has() {
        return isSynced() ? before + acknowledged - sync : -1;
    }

    boolean isIdle() {
        return unacknowledged.isEmpty();
    }

    /** @return how many bytes are on their way */
    long inFlight() {
        return inFlight;
    }

    boolean hasUnsent() {
        return sent < last;
    }

    /** Sends what was not sent. @param room how many bytes may be on their way; after the sync all goes */
    void send(long room) {
        List<LogChange> batch = new ArrayList<>();
        long first = sent + 1;
        long bytes = 0;
        long skip = sent - acknowledged;
        for (LogChange step : unacknowledged) {
            if (skip-- > 0) {
                continue;
            }
            boolean urgent = isSynced() || sync == 0;
            if (!urgent && inFlight + step.size() > room && inFlight > 0) {
                break;
            }
            if (bytes > 0 && (bytes + step.size() > context.limits().batchBytes() || batch.size() >= 1_000)) {
                context.send(to, new Replicate(context.view(), channel, base, first, batch));
                batch = new ArrayList<>();
                first = sent + 1;
                bytes = 0;
            }
            batch.add(step);
            sent++;
            bytes += step.size();
            inFlight += step.size();
        }
        if (!batch.isEmpty()) {
            context.send(to, new Replicate(context.view(), channel, base, first, batch));
        }
    }

    /** The other node has written all up to that number. @return whether that is news */
    boolean acknowledged(long serial) {
        if (serial <= acknowledged || serial > sent) {
            return false;
        }
        while (acknowledged < serial) {
            inFlight -= unacknowledged.remove().size();
            acknowledged++;
        }
        lastProgress = context.nanos();
        return true;
    }

    /** Sends again what is not acknowledged in time. */
    void tick() {
        if (sent > acknowledged && context.isDue(lastProgress, LogRules.REPEAT_REPLICATION)) {
            lastProgress = context.nanos();
            sent = acknowledged;
            inFlight = 0;
            send(context.limits().windowBytes());
        }
    }
}
