package dev.halley.spi;

import java.util.List;

/**
 * Who is linked with whom at a time, as all of those named in it see it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param number grows with each view that a node is in; two parts of a cluster may use the same one
 * @param members in the order of their age, the oldest first
 * @since 0.1.0
 */
public record ClusterView(long number, List<ClusterNode> members) {

    public ClusterView {
        members = List.copyOf(members);
    }

    /** @return whether it is linked */
    public boolean has(NodeId node) {
        return members.stream().anyMatch(member -> member.id().equals(node));
    }
}
