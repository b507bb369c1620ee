package dev.halley.cluster.log;

/**
 * What the log of a node has done since it was started, and holds now.
 *
 * <p>Thread-safety: immutable.
 *
 * @param sequenced how many streams this node gives the offsets of, as of the last view
 * @param followed how many streams this node follows
 * @param pending how many publishes of this node wait for an answer
 * @param taken how many streams it took over from other nodes
 * @param appended how many messages of replicas that lost a merge were appended again
 * @param voided how many of them were not, as nobody knows whether they were there already
 * @param evicted how many streams had to go, to make room
 * @param lost how often a stream went on behind what this node had of it
 * @param dropped how many messages of other nodes made no sense
 * @param refused how many publishes of this node were refused, or never answered
 */
public record LogFigures(
        int sequenced,
        int followed,
        int pending,
        long taken,
        long appended,
        long voided,
        long evicted,
        long lost,
        long dropped,
        long refused) {}
