package dev.halley.cluster.gateway;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which node has a session: the id of a session ends in a tag of the node that made it, which is another one after each start of that.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class SessionOwners {

    /** Of letters and digits, as ids are. */
    static final int TAG_LENGTH = 7;

    /** So many nodes that are gone are remembered. */
    private static final int GONE = 1_000;

    private final NodeId self;
    /** The tags of nodes that were linked once; the first ones are forgotten first. Guarded by this. */
    private final Set<String> gone = new LinkedHashSet<>();

    private volatile Map<String, NodeId> byTag = Map.of();

    SessionOwners(NodeId self) {
        this.self = self;
    }

    /** @return what the ids of the node's sessions end in */
    public static String tag(NodeId node) {
        String digits = Integer.toUnsignedString(node.hashCode(), Character.MAX_RADIX);
        return "0".repeat(TAG_LENGTH - digits.length()) + digits;
    }

    synchronized void changed(ClusterView now) {
        Map<String, NodeId> tags = new HashMap<>();
        for (ClusterNode member : now.members()) {
            tags.put(tag(member.id()), member.id());
        }
        gone.addAll(byTag.keySet());
        gone.removeAll(tags.keySet());
        while (gone.size() > GONE) {
            gone.remove(gone.iterator().next());
        }
        byTag = Map.copyOf(tags);
    }

    /** @return the node whose tag is at the end of the id; empty if no node that is linked has it */
    Optional<NodeId> of(@Nullable String clientId) {
        return tagOf(clientId).map(byTag::get);
    }

    /** @return whether the node whose tag is at the end of the id was linked, and is not any more */
    synchronized boolean isGone(String clientId) {
        return tagOf(clientId).filter(gone::contains).isPresent();
    }

    private static Optional<String> tagOf(@Nullable String clientId) {
        return clientId == null || clientId.length() <= TAG_LENGTH
                ? Optional.empty()
                : Optional.of(clientId.substring(clientId.length() - TAG_LENGTH));
    }

    NodeId self() {
        return self;
    }
}
