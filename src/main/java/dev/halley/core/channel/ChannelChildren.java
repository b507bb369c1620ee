package dev.halley.core.channel;

import dev.halley.api.ServerChannel;
import dev.halley.protocol.ChannelId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The channels that are there, by the channel they are directly below.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ChannelChildren {

    private final Map<ChannelId, Set<CoreChannel>> byParent = new ConcurrentHashMap<>();

    void add(CoreChannel channel) {
        ChannelId parent = channel.id().parent();
        if (parent != null) {
            byParent.compute(parent, (id, before) -> {
                Set<CoreChannel> children = before == null ? ConcurrentHashMap.newKeySet(1) : before;
                children.add(channel);
                return children;
            });
        }
    }

    void remove(CoreChannel channel) {
        ChannelId parent = channel.id().parent();
        if (parent != null) {
            byParent.computeIfPresent(parent, (id, children) -> {
                children.remove(channel);
                return children.isEmpty() ? null : children;
            });
        }
    }

    /** @return a snapshot */
    Collection<ServerChannel> of(ChannelId parent) {
        Set<CoreChannel> children = byParent.get(parent);
        return children == null ? List.of() : List.copyOf(children);
    }

    /** @return how many channels have others below them */
    int size() {
        return byParent.size();
    }
}
