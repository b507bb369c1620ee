package dev.halley.cluster;

import dev.halley.spi.Clock;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.ServerEvents;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whether the nodes that are linked are more than half of the cluster: of the nodes that there should be, or of those that there were
 * before some were lost, if those were more. A node that leaves is not lost.
 *
 * <p>Thread-safety: thread-safe; guarded by this.
 */
final class Quorum {

    /** Nodes that are lost within that time are lost together: each would be the smaller part of a cluster that shrinks by one. */
    static final Duration TOGETHER = Duration.ofMinutes(1);

    private final int expected;
    private final Clock clock;
    private final Predicate<NodeId> leaves;
    private ServerEvents events = new ServerEvents() {};
    private ClusterView last = new ClusterView(0, List.of());
    /** How many nodes there were before some were lost, less those that have left since. */
    private int before;

    private long lostTogetherUntil;
    private volatile boolean lost;

    /**
     * @param expected how many nodes there should be
     * @param leaves whether a node that is gone has said that it leaves
     */
    Quorum(int expected, Clock clock, Predicate<NodeId> leaves) {
        this.expected = expected;
        this.clock = clock;
        this.leaves = leaves;
        lostTogetherUntil = clock.nanos();
    }

    /** Takes the first view, or a new one. */
    synchronized void changed(ClusterView now) {
        if (now.number() < last.number()) {
            return;
        }
        List<NodeId> gone = last.members().stream()
                .map(ClusterNode::id)
                .filter(node -> !now.has(node))
                .toList();
        int left = (int) gone.stream().filter(leaves).count();
        before = Math.max(0, before - left);
        if (left < gone.size()) {
            lose(last.members().size() - left);
        }
        last = now;
        boolean enough = 2 * now.members().size() > of();
        if (enough == lost) {
            lost = !enough;
            tell();
        }
    }

    private void lose(int members) {
        long nanos = clock.nanos();
        boolean together = lost || nanos - lostTogetherUntil < 0;
        before = together ? Math.max(before, members) : members;
        lostTogetherUntil = nanos + TOGETHER.toNanos();
    }

    private int of() {
        return Math.max(expected, before);
    }

    private void tell() {
        if (lost) {
            events.quorumLost(last.members().size(), of());
        } else {
            events.quorumFound(last.members().size(), of());
        }
    }

    boolean isLost() {
        return lost;
    }

    /** @param told learns when it is lost, at once if it is, and found again */
    synchronized void tell(ServerEvents told) {
        events = told;
        if (lost) {
            tell();
        }
    }

    /** @return how many nodes of how many are linked */
    synchronized String text() {
        return last.members().size() + " of " + of() + " nodes";
    }
}
