package dev.halley.cluster;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import java.util.List;

/**
 * What is under way between this node and the others.
 *
 * <p>Thread-safety: immutable; its parts are not all true of the same moment.
 *
 * @param cluster the name of the cluster
 * @param self this node
 * @param view who is linked
 * @param wireVersion the newest version of what nodes send each other that all of them speak
 * @param merges how many times parts of the cluster that had lost each other have found each other again
 * @param refused how many messages were taken from no node: malformed, or from a view that is over
 * @param overrun how many plain messages were dropped since this node did not take them fast enough
 * @param inboxBytes how many bytes of what came in wait to be taken
 * @param queues what waits for each other node
 */
record LinksReport(
        String cluster,
        ClusterNode self,
        ClusterView view,
        int wireVersion,
        long merges,
        long refused,
        long overrun,
        long inboxBytes,
        List<Queue> queues) {

    public LinksReport {
        queues = List.copyOf(queues);
    }

    /**
     * What waits for one node.
     *
     * <p>Thread-safety: immutable.
     *
     * @param messages how many wait
     * @param bytes how long they are
     * @param dropped how many were not sent since the node was linked
     */
    public record Queue(ClusterNode node, int messages, long bytes, long dropped) {}
}
