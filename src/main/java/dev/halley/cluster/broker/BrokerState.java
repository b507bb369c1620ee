package dev.halley.cluster.broker;

import dev.halley.spi.NodeId;
import java.util.List;

/**
 * What the broker of a cluster has done, and who wants what, as of now.
 *
 * <p>Thread-safety: immutable.
 *
 * @param published how many messages were published on this node
 * @param kept how many of them no other node wanted: these were not even encoded
 * @param encoded how many were encoded for other nodes
 * @param interests how many channels and patterns this node wants, those included whose last subscriber has just gone
 * @param wanted how many channels and patterns other nodes want
 * @param nodes the other nodes that something came from or went to since they are linked, by their names
 */
public record BrokerState(long published, long kept, long encoded, int interests, int wanted, List<Node> nodes) {

    public BrokerState {
        nodes = List.copyOf(nodes);
    }

    /**
     * What went to one other node and came from it since it is linked.
     *
     * <p>Thread-safety: immutable.
     *
     * @param sent how many messages were handed to the cluster for it; what its queue there drops, the cluster counts
     * @param sentBytes how long they were
     * @param skipped how many were published here meanwhile and not sent to it, since it does not want them
     * @param missed how many it wants and were not handed on, such as those that are too long
     * @param received how many came from it and were handed to this server's subscribers
     * @param receivedBytes how long they were
     * @param malformed how many of its messages were no publications, and names in its interest no channels
     * @param dropped how many were dropped here, since too many waited for the workers
     * @param waitingBytes how much of what came from it waits for the workers
     */
    public record Node(
            NodeId node,
            long sent,
            long sentBytes,
            long skipped,
            long missed,
            long received,
            long receivedBytes,
            long malformed,
            long dropped,
            long waitingBytes) {}
}
