package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.Leaving;
import dev.halley.cluster.log.LogMessage.Settled;
import dev.halley.spi.NodeId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The leave of this node, and of others (rule 13): who leaves tells all, and goes when each has said that what it sequences is held by those
 * who stay.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Departure {

    private final LogContext context;
    private final Streams streams;
    private final Set<NodeId> missing = new LinkedHashSet<>();
    private final Set<NodeId> waiting = new LinkedHashSet<>();
    private boolean leaves;
    private boolean told;
    private long asked;

    Departure(LogContext context, Streams streams) {
        this.context = context;
        this.streams = streams;
    }

    void leave() {
        leaves = true;
        tell();
    }

    private void tell() {
        missing.clear();
        missing.addAll(context.others());
        context.leaves(context.self());
        streams.handOver();
        ask();
    }

    private void ask() {
        asked = context.nanos();
        missing.forEach(node -> context.send(node, new Leaving(context.view())));
    }

    /** All is to be settled again, in the new view. */
    void viewChanged() {
        waiting.clear();
        missing.clear();
        told = false;
    }

    /** The streams of the view are served. */
    void served() {
        if (leaves && !told) {
            tell();
        }
    }

    /** Another node is about to leave. */
    void leaves(NodeId node) {
        waiting.add(node);
        if (context.leaves(node)) {
            streams.handOver();
        }
    }

    void settled(NodeId node) {
        missing.remove(node);
    }

    void tick() {
        if (streams.isSettled()) {
            waiting.forEach(node -> context.send(node, new Settled(context.view())));
            waiting.clear();
            if (leaves && missing.isEmpty() && !told) {
                told = true;
                context.output().mayLeave();
            }
        }
        if (leaves && !missing.isEmpty() && context.isDue(asked, LogRules.REPEAT_REPLICATION)) {
            ask();
        }
    }
}
