package dev.halley.cluster.log;

import dev.halley.cluster.log.LogChange.Append;
import dev.halley.cluster.log.LogChange.Begin;
import dev.halley.cluster.log.LogChange.Complete;
import dev.halley.cluster.log.LogChange.Drop;
import dev.halley.cluster.log.LogChange.Reset;
import dev.halley.cluster.log.LogMessage.Acknowledge;
import dev.halley.cluster.log.LogMessage.Base;
import dev.halley.cluster.log.LogMessage.Replicate;
import dev.halley.spi.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backup's side of one stream in one view (rules 5 and 6): takes the sequencer's steps in their order, and says when they are written.
 * A copy that replaces what is there is put together aside: until it is whole, what was there stays.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Holder {

    private final LogContext context;
    private final String channel;
    private final NodeId sequencer;
    private final Deque<Written> waiting = new ArrayDeque<>();
    private @Nullable Replica replica;
    private @Nullable Replica staged;
    private final List<LogChange> stagedSteps = new ArrayList<>();
    private long have;
    private long acknowledged;

    /** A step, and the ticket of its writing. */
    private record Written(long serial, long ticket) {}

    Holder(LogContext context, String channel, NodeId sequencer, @Nullable Replica replica) {
        this.context = context;
        this.channel = channel;
        this.sequencer = sequencer;
        this.replica = replica;
    }

    /** @return what is held; null if nothing is */
    @Nullable Replica replica() {
        return replica;
    }

    /** @return whether it was understood */
    boolean take(Replicate message) {
        if (have == 0 && message.serial() == 1 && !isBase(message.base())) {
            return false;
        }
        long serial = message.serial();
        for (LogChange change : message.changes()) {
            if (context.rules().isNext(serial, have)) {
                have = serial;
                apply(change);
                waiting.add(new Written(serial, context.lastTicket()));
            }
            serial++;
        }
        acknowledge(true);
        return true;
    }

    private boolean isBase(Base base) {
        if (replica == null || base.last() == 0) {
            return base.last() == 0;
        }
        return base.last() == replica.last()
                && base.epoch().equals(replica.lineage().newest().epoch());
    }

    private void apply(LogChange change) {
        if (change instanceof Reset reset) {
            staged = new Replica(reset.state());
            stagedSteps.clear();
            stagedSteps.add(change);
        } else if (staged != null) {
            stagedSteps.add(change);
            if (change instanceof Complete) {
                complete(staged);
            } else {
                staged.apply(change);
            }
        } else if (change instanceof Drop) {
            if (replica != null) {
                context.gone(replica);
                context.write(channel, change);
            }
            replica = null;
        } else {
            applyToReplica(change);
            context.write(channel, change);
        }
    }

    private void complete(Replica whole) {
        whole.complete(Long.MAX_VALUE);
        stagedSteps.forEach(step -> context.write(channel, step));
        stagedSteps.clear();
        replica = whole;
        staged = null;
    }

    private void applyToReplica(LogChange change) {
        if (replica == null && change instanceof Begin begin) {
            replica = new Replica(begin.run());
            replica.keys().mark(context.newMarks());
        } else if (replica != null) {
            replica.apply(change);
            replica.mine(false);
            if (change instanceof Append) {
                // As soon as the sequencer hears of it; and what it never hears of is longer than what others have.
                replica.committed(replica.last());
            }
        }
    }

    /** Says what is written. @param again also if it was said before */
    void acknowledge(boolean again) {
        long before = acknowledged;
        while (!waiting.isEmpty() && context.isWritten(waiting.peek().ticket())) {
            acknowledged = waiting.remove().serial();
        }
        if ((again || acknowledged > before) && acknowledged > 0 && !context.hasFailed()) {
            context.send(sequencer, new Acknowledge(context.view(), channel, acknowledged));
        }
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }
}
