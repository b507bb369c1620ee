package dev.halley.cluster.log;

/**
 * What the log of a node has done since it was started, and holds now.
 *
 * <p>Thread-safety: immutable.
 *
 * @param sequenced how many streams this node gives the offsets of, as of a second ago
 * @param held how many streams it has something of, those that it holds for another one included, as of a second ago
 * @param entries of all of these
 * @param bytes of all of these, keys included; an estimate
 * @param followed how many streams this node follows, as of a second ago
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
        int held,
        long entries,
        long bytes,
        int followed,
        int pending,
        long taken,
        long appended,
        long voided,
        long evicted,
        long lost,
        long dropped,
        long refused) {}
