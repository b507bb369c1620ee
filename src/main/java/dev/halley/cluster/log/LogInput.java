package dev.halley.cluster.log;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the log of a node takes. Each call is one step, and hands what it wants done to the {@link LogOutput}
 * before it returns.
 *
 * <p>A token is a number that the caller gives, and gets back with the one answer that each of its calls has; the machine never answers
 * inside the call that asked, but for publishes and reads that are refused at once.
 *
 * <p>Thread-safety: one call at a time; no call from inside the output.
 */
interface LogInput {

    /** How often {@link #tick} is to be called. */
    Duration TICK = Duration.ofMillis(100);

    /**
     * A replica as the disk has it. Before the first view. Those whose newest entry is past its time are not taken, nor are empty ones,
     * unless they tell of a clearing that is not past its time (rule 15); each that is not taken is dropped by {@link LogOutput#write}.
     *
     * @param state of it
     * @param entries oldest first, without a gap, the first at {@code state.first()}
     * @param keys oldest first, those of the entries included
     * @param doubtful whether acknowledged entries behind the last one may be missing
     */
    void restore(String channel, ReplicaState state, List<LogEntry> entries, List<KnownKey> keys, boolean doubtful);

    /** What the disk says of who served together. Before the first view. */
    void restore(StartRecord record);

    /**
     * Who is linked now.
     *
     * @param quorum whether this part of the cluster may serve (rule 14)
     * @param left who is gone and has said that it leaves; all others that are gone were lost
     */
    void view(ClusterView view, boolean quorum, Set<NodeId> left);

    /** A message of another node, in the order in which that one sent it. */
    void received(NodeId from, LogMessage message);

    /** Time has passed. */
    void tick();

    /** All is written that was handed to {@link LogOutput#write} up to that ticket. */
    void written(long ticket);

    /**
     * Something could not be written, or a step failed. The node sequences, acknowledges and answers nothing from now on: what it has
     * acknowledged, others may have alone. It should leave the cluster.
     */
    void fail();

    /**
     * A message is published by this node; answered by {@link LogOutput#published}.
     *
     * @param key of the publisher; null if it gave none
     * @param policy how much the channel keeps
     * @param data the message, encoded; not copied
     */
    void publish(long token, String channel, @Nullable Key key, HistoryPolicy policy, byte[] data);

    /** Reads what follows a position; answered by {@link LogOutput#read}. @param limit how many entries at most */
    void since(long token, String channel, Position after, int limit);

    /** Reads the newest entries; answered by {@link LogOutput#read}. @param count how many at most; 0 for the top alone */
    void newest(long token, String channel, int count);

    /** Asks what became of a publish with that key; answered by {@link LogOutput#found}. */
    void lookup(long token, String channel, Key key);

    /** Forgets the entries of a stream; its offsets go on. Answered by {@link LogOutput#cleared}. */
    void clear(long token, String channel);

    /**
     * Forgets the entries of a stream, behind which messages may be published that are not kept: its offsets go on, but nobody goes on from
     * before them. Answered by {@link LogOutput#cleared}.
     */
    void forget(long token, String channel);

    /** This node follows a stream from its top on, if it does not yet; told by {@link LogOutput#following}. */
    void follow(String channel);

    /** This node does not follow the stream any more, unless a pattern of its says so. */
    void unfollow(String channel);

    /** This node follows all streams that match a pattern; told by {@link LogOutput#attached} when all members have answered. */
    void attach(String pattern);

    /** The opposite of {@link #attach}. */
    void detach(String pattern);

    /** This node wants to leave; told by {@link LogOutput#mayLeave} when others hold what it holds (rule 13). */
    void leave();
}
