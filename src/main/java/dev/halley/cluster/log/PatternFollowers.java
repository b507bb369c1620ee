package dev.halley.cluster.log;

import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The patterns that nodes follow, and those that they are about to follow: a node is told where the streams of a pattern are when all that
 * there were as it asked are synced (rule 10). Streams that begin later are new to it as a whole.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class PatternFollowers {

    private final Map<NodeId, Set<ChannelId>> patterns = new LinkedHashMap<>();
    private final Map<Asked, Set<StreamLog>> waiting = new LinkedHashMap<>();

    /** A node asked to follow a pattern. */
    record Asked(NodeId node, String pattern) {}

    void add(NodeId node, String pattern) {
        patterns.computeIfAbsent(node, none -> new LinkedHashSet<>()).add(ChannelId.of(pattern));
    }

    void remove(NodeId node, String pattern) {
        waiting.remove(new Asked(node, pattern));
        patterns.computeIfPresent(node, (same, some) -> {
            some.remove(ChannelId.of(pattern));
            return some.isEmpty() ? null : some;
        });
    }

    void clear() {
        patterns.clear();
        waiting.clear();
    }

    /** @return whether the node waits for an answer */
    boolean isWaiting(Asked asked) {
        return waiting.containsKey(asked);
    }

    /** The node follows, and is answered when these are synced. */
    void await(Asked asked, Set<StreamLog> streams) {
        add(asked.node(), asked.pattern());
        waiting.put(asked, streams);
    }

    /** @return who is to be answered now, as that stream is synced */
    List<Asked> synced(StreamLog stream) {
        List<Asked> ready = new ArrayList<>(0);
        waiting.forEach((asked, streams) -> {
            if (streams.remove(stream) && streams.isEmpty()) {
                ready.add(asked);
            }
        });
        ready.forEach(waiting::remove);
        return ready;
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
