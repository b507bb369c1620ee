package dev.halley.cluster.state;

import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.List;

/**
 * What is known of a node's state at a moment, for those who run it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param version of this node's part, which grows with each change
 * @param removals that are remembered because somebody has not acknowledged them
 * @param complete whether the parts of all linked nodes have been seen as a whole
 * @param syncs that wait
 * @param silent nodes are linked and were not heard for seconds
 * @param strangers are heard and not linked
 * @param healthy is not when that has lasted for a minute
 */
public record StateReport(
        long version,
        int entries,
        long bytes,
        int removals,
        boolean complete,
        int syncs,
        List<PeerReport> peers,
        Counts counts,
        List<NodeId> silent,
        List<NodeId> strangers,
        boolean healthy) {

    public StateReport {
        peers = List.copyOf(peers);
        silent = List.copyOf(silent);
        strangers = List.copyOf(strangers);
    }

    /**
     * Another node.
     *
     * <p>Thread-safety: immutable.
     *
     * @param served whether it has asked for this node's part
     * @param sent the version of this node's part that it was sent
     * @param acknowledged the version that it has
     * @param inFlight bytes that it has not acknowledged
     * @param found whether its own part has been seen as a whole
     * @param held the version of its part that is here
     * @param entries of its part
     * @param bytes of its part
     * @param unheard since when nothing came from it
     */
    public record PeerReport(
            NodeId node,
            boolean served,
            long sent,
            long acknowledged,
            long inFlight,
            boolean found,
            long held,
            int entries,
            long bytes,
            Duration unheard) {}

    /**
     * What happened since the start.
     *
     * <p>Thread-safety: immutable.
     *
     * @param resets how often this node's part was sent as a whole
     * @param wants how often this node has asked others for theirs
     * @param gaps how often something was missing
     * @param malformed messages that were dropped because they are none of ours
     * @param strange messages that were dropped because they came from no linked node
     * @param looks how often the links were asked to look for other parts of the cluster
     */
    public record Counts(long resets, long wants, long gaps, long malformed, long strange, long looks) {}

    static StateReport alone(OwnPart own) {
        return new StateReport(
                own.version(),
                own.entries().count(),
                own.entries().bytes(),
                own.removals(),
                true,
                0,
                List.of(),
                new Counts(0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                true);
    }

    /** @return how many versions a node is behind */
    public long lag(PeerReport peer) {
        return version - peer.acknowledged();
    }
}
