package dev.halley.cluster;

import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who has said that it leaves, and is in the view still. Only the inbox's thread uses it. */
final class Goodbyes {

    /** How long a node that has left may stay in the view, until the others take it out. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** When to take it out. */
    private final Map<NodeId, Long> due = new HashMap<>();

    void said(NodeId node) {
        due.put(node, System.nanoTime() + PATIENCE.toNanos());
    }

    boolean has(NodeId node) {
        return due.containsKey(node);
    }

    /** @return those that should be taken out now; again after some time if they are still there */
    List<NodeId> overdue() {
        List<NodeId> overdue = new ArrayList<>();
        long now = System.nanoTime();
        due.replaceAll((node, when) -> {
            if (when - now > 0) {
                return when;
            }
            overdue.add(node);
            return now + PATIENCE.toNanos();
        });
        return overdue;
    }

    /** Forgets those that are not in the view any more. */
    void retain(Set<NodeId> members) {
        due.keySet().retainAll(members);
    }
}
