package dev.halley.cluster.log;

import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The patterns that nodes follow (rule 10).
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class PatternFollowers {

    private final Map<NodeId, Set<ChannelId>> patterns = new LinkedHashMap<>();

    void add(NodeId node, String pattern) {
        patterns.computeIfAbsent(node, none -> new LinkedHashSet<>()).add(ChannelId.of(pattern));
    }

    void remove(NodeId node, String pattern) {
        patterns.computeIfPresent(node, (same, some) -> {
            some.remove(ChannelId.of(pattern));
            return some.isEmpty() ? null : some;
        });
    }

    void clear() {
        patterns.clear();
    }

    /** @return the nodes that follow a pattern that matches the channel */
    List<NodeId> of(String channel) {
        if (patterns.isEmpty()) {
            return List.of();
        }
        ChannelId id = ChannelId.of(channel);
        return patterns.keySet().stream()
                .filter(node -> patterns.get(node).stream().anyMatch(pattern -> pattern.matches(id)))
                .toList();
    }
}
