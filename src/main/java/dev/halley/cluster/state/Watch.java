package dev.halley.cluster.state;

import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares who is linked with who is heard. After a node was excluded by some only, the view may stay wrong for some time though nobody
 * fails, until the one who would merge the parts looks again.
 *
 * <p>Thread-safety: confined to the thread of the state.
 */
final class Watch {

    /** Rule 14: after so long the links are to look. */
    static final Duration INCONSISTENT_AFTER = Duration.ofSeconds(5);

    /** After so long somebody is to be told. */
    static final Duration UNHEALTHY = Duration.ofSeconds(60);

    /** A longer time between two ticks means that this node itself stood still, and heard nobody. */
    private static final Duration STOOD_STILL = Duration.ofSeconds(3);

    private static final int MOST_STRANGERS = 100;

    /**
     * What does not agree.
     *
     * @param silent are linked and not heard
     * @param strangers are heard and not linked
     * @param unhealthy whether that is so for too long
     */
    record Inconsistencies(List<NodeId> silent, List<NodeId> strangers, boolean unhealthy) {

        static final Inconsistencies NONE = new Inconsistencies(List.of(), List.of(), false);

        Inconsistencies {
            silent = List.copyOf(silent);
            strangers = List.copyOf(strangers);
        }

        /** Not by the record's equals, which keeps an application's class loader. @return whether the same nodes are meant */
        boolean areOf(Inconsistencies others) {
            return silent.equals(others.silent) && strangers.equals(others.strangers);
        }

        boolean exists() {
            return !silent.isEmpty() || !strangers.isEmpty();
        }
    }

    private record Heard(long first, long last) {

        long lasting() {
            return last - first;
        }
    }

    private final Map<NodeId, Long> members = new HashMap<>();
    private final Map<NodeId, Heard> strangers = new HashMap<>();
    private Inconsistencies inconsistencies = Inconsistencies.NONE;
    private boolean ticked;
    private long lastTick;
    private boolean told;
    private long lastTold;

    void linked(Set<NodeId> others, long now) {
        members.keySet().retainAll(others);
        others.forEach(node -> members.putIfAbsent(node, now));
        strangers.keySet().removeAll(others);
    }

    void heard(NodeId node, long now) {
        if (members.computeIfPresent(node, (member, before) -> now) != null) {
            return;
        }
        Heard before = strangers.get(node);
        if (before != null || strangers.size() < MOST_STRANGERS) {
            strangers.put(node, new Heard(before == null ? now : before.first, now));
        }
    }

    /** @return whether the links are to look now */
    boolean tick(long now) {
        if (ticked && (now < lastTick || now - lastTick >= STOOD_STILL.toNanos())) {
            members.replaceAll((node, before) -> now);
            strangers.clear();
        }
        ticked = true;
        lastTick = now;
        strangers.values().removeIf(heard -> now - heard.last >= INCONSISTENT_AFTER.toNanos());
        List<NodeId> silent = new ArrayList<>();
        List<NodeId> strange = new ArrayList<>();
        long longest = 0;
        for (Map.Entry<NodeId, Long> member : members.entrySet()) {
            longest = Math.max(longest, collect(member.getKey(), now - member.getValue(), silent));
        }
        for (Map.Entry<NodeId, Heard> stranger : strangers.entrySet()) {
            longest = Math.max(
                    longest, collect(stranger.getKey(), stranger.getValue().lasting(), strange));
        }
        inconsistencies = new Inconsistencies(silent, strange, longest >= UNHEALTHY.toNanos());
        boolean look =
                inconsistencies.exists() && (!told || now < lastTold || now - lastTold >= INCONSISTENT_AFTER.toNanos());
        told = inconsistencies.exists();
        lastTold = look ? now : lastTold;
        return look;
    }

    private static long collect(NodeId node, long nanos, List<NodeId> suspects) {
        if (nanos >= INCONSISTENT_AFTER.toNanos()) {
            suspects.add(node);
        }
        return nanos;
    }

    Inconsistencies inconsistencies() {
        return inconsistencies;
    }

    /** @return when a member was heard last, or linked */
    long lastHeard(NodeId member, long otherwise) {
        return members.getOrDefault(member, otherwise);
    }
}
