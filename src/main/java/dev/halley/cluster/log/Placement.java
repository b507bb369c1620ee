package dev.halley.cluster.log;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which members of a view hold a stream: those whose names and the channel's give the highest hashes. The first is its sequencer, the
 * second its backup. By name, so that a node that starts again is near its disk; where two lives of a name are in a view, the younger
 * counts.
 *
 * <p>Thread-safety: immutable.
 */
final class Placement {

    private final int copies;
    private final List<ClusterNode> nodes;

    /** @param members the oldest first. @param copies of each stream */
    Placement(List<ClusterNode> members, int copies) {
        this.copies = copies;
        Map<String, ClusterNode> youngest = new LinkedHashMap<>();
        members.forEach(member -> youngest.put(member.name(), member));
        nodes = List.copyOf(youngest.values());
    }

    /** @return the same without some */
    Placement without(Collection<NodeId> some) {
        List<ClusterNode> rest = new ArrayList<>(nodes);
        rest.removeIf(node -> some.contains(node.id()));
        return new Placement(rest, copies);
    }

    /** @return the sequencer of a stream, and its backup if there is one; nobody if there are no nodes */
    List<NodeId> holders(String channel) {
        NodeId first = null;
        NodeId second = null;
        long highest = 0;
        long next = 0;
        long hash = Hashing.add(Hashing.SEED, channel);
        for (ClusterNode node : nodes) {
            long weight = Hashing.add(hash, node.name());
            if (first == null || weight > highest) {
                second = first;
                next = highest;
                first = node.id();
                highest = weight;
            } else if (second == null || weight > next) {
                second = node.id();
                next = weight;
            }
        }
        if (first == null) {
            return List.of();
        }
        return second == null || copies == 1 ? List.of(first) : List.of(first, second);
    }

    /** @return who sequences a stream */
    NodeId sequencer(String channel) {
        return holders(channel).get(0);
    }
}
