package dev.halley.cluster.broker;

import dev.halley.protocol.ChannelId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The channels that are not clustered, by their names and by patterns.
 *
 * <p>Thread-safety: guarded by this, but reading, which takes no lock.
 */
final class LocalOnly {

    private final Map<String, Integer> counts = new HashMap<>();
    private volatile Set<String> patterns = Set.of();

    synchronized void add(ChannelId pattern) {
        counts.merge(pattern.toString(), 1, Integer::sum);
        patterns = Set.copyOf(counts.keySet());
    }

    /** Takes back one {@link #add}. */
    synchronized void remove(ChannelId pattern) {
        counts.computeIfPresent(pattern.toString(), (name, count) -> count == 1 ? null : count - 1);
        patterns = Set.copyOf(counts.keySet());
    }

    /** @return whether all that is published on a channel, or on those that match a pattern, stays here */
    boolean covers(ChannelId channelOrPattern) {
        Set<String> all = patterns;
        if (all.isEmpty()) {
            return false;
        }
        if (all.contains(channelOrPattern.toString())) {
            return true;
        }
        List<ChannelId> wilds = channelOrPattern.wilds();
        for (int i = 0; i < wilds.size(); i++) {
            if (all.contains(wilds.get(i).toString())) {
                return true;
            }
        }
        return false;
    }
}
