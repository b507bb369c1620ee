package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Found;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What the log of a node wants done. Nothing is called back from in here: what is answered to a call of these comes as a new input.
 *
 * <p>Thread-safety: called by the thread that calls the {@link LogInput}.
 */
interface LogOutput {

    /** A message is to go to another node, in the order of the calls. */
    void send(NodeId to, LogMessage message);

    /**
     * A step of a stream is to be written down, in the order of the calls. {@link LogChange.Reset} to {@link LogChange.Complete} of a
     * stream are one step: a copy that replaces what was written of it, or leaves it as it is.
     *
     * @param ticket one more for each call; {@link LogInput#written} gets it when it is written
     */
    default void write(long ticket, String channel, LogChange change) {}

    /** The start record is to be written down, and forced. @param ticket see {@link #write} */
    default void write(long ticket, StartRecord record) {}

    /**
     * A publish of this node is answered.
     *
     * @param token as it was given
     * @param position where it is stored; {@link Position#NONE} unless it is stored or a duplicate
     */
    void published(long token, PublishResult result, Position position);

    /** A read is answered. @param token as it was given. @param page null if the history is unavailable now */
    void read(long token, @Nullable Page page);

    /** A key was looked up. @param token as it was given. @param found null if the history is unavailable now */
    void found(long token, @Nullable Found found);

    /** A stream was to be cleared. @param token as it was given. @param cleared false if it is not known whether it is */
    void cleared(long token, boolean cleared);

    /**
     * This node follows a stream: what is behind that position is delivered from now on.
     *
     * @param from the position; a call for a stream that is followed already never comes
     */
    void following(String channel, Position from);

    /**
     * An entry of a stream that this node follows: each one once, in the order of offsets.
     *
     * @param position of it
     * @param predecessor the epoch of the entry before it; empty if it is the stream's first
     */
    void deliver(String channel, Position position, String predecessor, LogEntry entry);

    /**
     * What follows the position of this node in a stream cannot be had: it goes on behind the top.
     *
     * @param why never {@link Verdict#OK}
     */
    void lost(String channel, Position top, Verdict why);

    /** All streams that match a pattern are followed, as all members have answered. */
    default void attached(String pattern) {}

    /** What this node holds is held by others (rule 13). */
    default void mayLeave() {}

    /** Something happened that counters and the server's log are told. */
    default void happened(LogEvent event) {}
}
