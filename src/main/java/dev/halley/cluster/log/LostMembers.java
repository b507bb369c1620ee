package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.NodeState.Lost;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The members that went without leave and are not back (rule 3): they may come back with entries that are known here by their keys alone.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class LostMembers {

    /** Since when, by name. */
    private final Map<String, Long> since = new HashMap<>();

    void viewChanged(Collection<ClusterNode> before, Collection<ClusterNode> now, Set<NodeId> left, long nanos) {
        before.stream()
                .filter(member -> !left.contains(member.id()))
                .forEach(member -> since.putIfAbsent(member.name(), nanos));
        before.stream().filter(member -> left.contains(member.id())).forEach(member -> since.remove(member.name()));
        now.forEach(member -> since.remove(member.name()));
    }

    /** Another member knows of some. */
    void told(List<Lost> lost, Collection<ClusterNode> now, long nanos) {
        for (Lost one : lost) {
            if (now.stream().noneMatch(member -> member.name().equals(one.name()))) {
                since.merge(one.name(), nanos - one.agoMillis() * 1_000_000, Math::min);
            }
        }
    }

    /** @return whether there are any */
    boolean areThere(long nanos) {
        since.values().removeIf(lost -> nanos - lost >= LogRules.RETAINED.toNanos());
        return !since.isEmpty();
    }

    List<Lost> all(long nanos) {
        return since.entrySet().stream()
                .map(lost -> new Lost(lost.getKey(), Math.max(0, nanos - lost.getValue()) / 1_000_000))
                .toList();
    }
}
