package dev.halley.cluster.broker;

import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nodes that want what is published on a channel, by its name and by the patterns that match it. As with the server's own
 * channels, patterns are looked up by their names, which a channel that is there keeps: so nothing is made where nobody is found.
 *
 * <p>Thread-safety: thread-safe; reading takes no lock. Arrays never change.
 */
final class NodesByChannel {

    static final NodeId[] NONE = {};

    private final Map<String, NodeId[]> channels = new ConcurrentHashMap<>();
    private final Map<String, NodeId[]> patterns = new ConcurrentHashMap<>();

    private Map<String, NodeId[]> of(ChannelId channel, boolean wild) {
        return wild ? patterns : channels;
    }

    void add(ChannelId channelOrPattern, NodeId node) {
        of(channelOrPattern, channelOrPattern.isWild())
                .merge(channelOrPattern.toString(), new NodeId[] {node}, NodesByChannel::union);
    }

    void remove(ChannelId channelOrPattern, NodeId node) {
        of(channelOrPattern, channelOrPattern.isWild())
                .computeIfPresent(channelOrPattern.toString(), (name, nodes) -> without(nodes, node));
    }

    /** @return each node once; {@link #NONE} if there is none; not to be changed */
    NodeId[] of(ChannelId channel) {
        NodeId[] found = channels.getOrDefault(channel.toString(), NONE);
        if (!patterns.isEmpty()) {
            List<ChannelId> wilds = channel.wilds();
            for (int i = 0; i < wilds.size(); i++) {
                NodeId[] more = patterns.get(wilds.get(i).toString());
                if (more != null) {
                    found = union(found, more);
                }
            }
        }
        return found;
    }

    /** @return how many channels and patterns are wanted by any other node */
    int size() {
        return channels.size() + patterns.size();
    }

    void clear() {
        channels.clear();
        patterns.clear();
    }

    private static NodeId[] union(NodeId[] some, NodeId[] more) {
        NodeId[] all = some.length == 0 ? more : some;
        for (NodeId node : more) {
            if (!contains(all, node)) {
                all = Arrays.copyOf(all, all.length + 1);
                all[all.length - 1] = node;
            }
        }
        return all;
    }

    private static boolean contains(NodeId[] nodes, NodeId node) {
        for (NodeId one : nodes) {
            if (one.equals(node)) {
                return true;
            }
        }
        return false;
    }

    private static NodeId @Nullable [] without(NodeId[] nodes, NodeId node) {
        NodeId[] rest = Arrays.stream(nodes).filter(one -> !one.equals(node)).toArray(NodeId[]::new);
        return rest.length == 0 ? null : rest;
    }
}
