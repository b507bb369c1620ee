package dev.halley.cluster.log;

import dev.halley.spi.NodeId;
import java.util.List;

/**
 * What counters and the server's log are told.
 *
 * <p>Thread-safety: immutable.
 */
sealed interface LogEvent {

    /** This node sequences a stream that another one sequenced before. */
    record Taken(String channel) implements LogEvent {}

    /**
     * Replicas of a stream did not agree, and one had to win (rule 8).
     *
     * @param appended how many entries of the others were appended again
     * @param known how many were there already
     * @param voided how many were not appended, as nobody knows whether they are there already
     */
    record Merged(String channel, int appended, int known, int voided) implements LogEvent {}

    /** A stream had to go, to make room (rule 12). */
    record Evicted(String channel) implements LogEvent {}

    /**
     * The cluster starts as a whole, and some of those who served last are not there (rule 15).
     *
     * @param missing their names
     * @param over whether it serves without them from now on; else it waits
     */
    record Waits(List<String> missing, boolean over) implements LogEvent {}

    /** A message makes no sense in the state of this node, and is dropped. */
    record Dropped(NodeId from, String why) implements LogEvent {}
}
