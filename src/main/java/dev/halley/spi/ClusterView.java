package dev.halley.spi;

import java.util.List;

/**
 * The nodes that are linked at one time, as all of them see it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param number grows with each view of a node; two parts of a cluster may use the same number
 * @param members the linked nodes, the oldest first
 * @since 0.1.0
 */
public record ClusterView(long number, List<ClusterNode> members) {

    /** Copies the list. */
    public ClusterView {
        members = List.copyOf(members);
    }

    /** @return whether the node is in this view */
    public boolean has(NodeId node) {
        return members.stream().anyMatch(member -> member.id().equals(node));
    }
}
