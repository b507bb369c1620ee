package dev.halley.cluster.gateway;

import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.NodeId;

/**
 * Sends to one other node what concerns links.
 *
 * <p>Thread-safety: thread-safe.
 */
record ForwardSender(Cluster cluster, NodeId node) {

    /**
     * @return false if the node is not linked
     * @throws IllegalArgumentException if it is longer than a message between nodes may be
     */
    boolean send(ForwardMessage message) {
        return send(ForwardFormat.encode(message));
    }

    /** The same for a message that is encoded already. */
    boolean send(byte[] message) {
        return cluster.send(node, Traffic.LINK, message);
    }
}
