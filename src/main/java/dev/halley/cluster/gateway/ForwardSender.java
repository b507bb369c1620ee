package dev.halley.cluster.gateway;

import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.NodeId;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Sends to one other node what concerns links.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param roles in which users are looked up
 */
record ForwardSender(Cluster cluster, NodeId node, Supplier<Set<String>> roles) {

    /**
     * @return false if the node is not linked
     * @throws IllegalArgumentException if it is longer than a message between nodes may be
     */
    boolean send(ForwardMessage message) {
        return send(encode(message));
    }

    byte[] encode(ForwardMessage message) {
        return ForwardFormat.encode(message, roles.get());
    }

    /** The same for a message that is encoded already. */
    boolean send(byte[] message) {
        return cluster.send(node, Traffic.LINK, message);
    }
}
