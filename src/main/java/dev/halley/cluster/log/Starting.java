package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.NodeState;
import dev.halley.spi.ClusterNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When this node may serve in a view (rule 15): a cluster that starts as a whole waits for those who served together last, and who serves
 * writes down with whom.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Starting {

    private final LogContext context;
    private final long started;
    private StartRecord record = StartRecord.NONE;
    private boolean serves;
    private List<String> awaited = List.of();
    private long ticket = -1;

    Starting(LogContext context) {
        this.context = context;
        started = context.nanos();
    }

    void restore(StartRecord ofDisk) {
        record = ofDisk;
    }

    /** @return whether this node has served since it was started */
    boolean serves() {
        return serves;
    }

    StartRecord record() {
        return record;
    }

    void viewChanged() {
        ticket = -1;
    }

    /** @param others what the others say of themselves. @return whether this node may serve now; else it is to be asked again */
    boolean mayServe(List<NodeState> others) {
        if (mustWait(others)) {
            return false;
        }
        if (ticket < 0) {
            long highest = record.generation();
            for (NodeState other : others) {
                highest = Math.max(highest, other.record().generation());
            }
            record = new StartRecord(highest + 1, List.copyOf(names()));
            ticket = context.write(record);
        }
        if (context.isWritten(ticket)) {
            serves = true;
            return true;
        }
        return false;
    }

    private Set<String> names() {
        return context.members().stream().map(ClusterNode::name).collect(Collectors.toSet());
    }

    private boolean mustWait(List<NodeState> others) {
        StartRecord newest = record;
        boolean anyServes = serves;
        for (NodeState other : others) {
            anyServes |= other.serves();
            newest = other.record().generation() > newest.generation() ? other.record() : newest;
        }
        int expected = context.limits().expected();
        Set<String> there = names();
        List<String> missing =
                newest.names().stream().filter(name -> !there.contains(name)).toList();
        boolean waits = context.rules()
                .mustWaitForStart(
                        anyServes,
                        missing.isEmpty(),
                        expected > 0 && there.size() >= expected,
                        context.isDue(started, context.limits().startWait()));
        tell(waits, missing);
        return waits;
    }

    private void tell(boolean waits, List<String> missing) {
        if (waits && !missing.equals(awaited)) {
            awaited = missing;
            context.output().happened(new LogEvent.Waits(missing, false));
        } else if (!waits && !awaited.isEmpty()) {
            awaited = List.of();
            context.output().happened(new LogEvent.Waits(missing, true));
        }
    }
}
