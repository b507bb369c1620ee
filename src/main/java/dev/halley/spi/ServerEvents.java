package dev.halley.spi;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Observes the server: feeds the log, metrics and tests. All methods do nothing by default; they are called often and
 * must be quick. A broker of the application's own tells what happens in it by {@link Broker.Receiver#events}.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface ServerEvents {

    default void sessionOpened(String session, String transport) {}

    default void sessionClosed(String session, CloseReason reason) {}

    default void messageReceived(@Nullable String session, Request request) {}

    default void messageRefused(@Nullable String session, Request request, BayeuxError error) {}

    /**
     * A handshake came in a second that had as many as {@code maxHandshakesPerSecond} allows: its client was told to come again. For it
     * there is no {@link #messageRefused}.
     *
     * @param millis after how long it is to come
     */
    default void handshakePaced(String transport, long millis) {}

    /** @param sessions to how many sessions of this server an event went; those that missed it are not among them */
    default void published(String channel, int sessions) {}

    /**
     * An event that the server or a local session published, or one that was about to go to its subscribers, was stopped
     * for all of them. For one that a client published and that was refused there is {@link #messageRefused}.
     *
     * @param sessions how many sessions of this server it would have gone to
     * @param why what stopped it, such as {@code extension}, or the error that its publisher was given
     */
    default void eventStopped(String channel, int sessions, String why) {}

    /**
     * The text of a request or frame has come whole, and is about to be read.
     *
     * @param length of the text, in bytes of UTF-8; over callback-polling that of the query as it came
     */
    default void textReceived(long length) {}

    /**
     * A connection is given a batch.
     *
     * @param messages how many replies and events are in it
     * @param length of its JSON text, in bytes of UTF-8
     */
    default void batchSent(int messages, int length) {}

    /**
     * A send has not returned for a while: what else its thread had to send goes by another one.
     *
     * @param session to whose client something is sent; null if it is not known
     */
    default void sendBlocked(@Nullable String session) {}

    /** A session missed an event. @param why what kept it from the session, such as {@code queue full} or {@code listener} */
    default void messageDropped(String session, String channel, String why) {}

    /**
     * A session's queue had no room for a message of a channel whose overflow policy is {@code catch-up}: from now on it reads what it misses from
     * the channel's history, when it has room.
     */
    default void fellBehind(String session, String channel) {}

    /** A session has all that it was {@link #fellBehind behind} with. @param messages how many it has read; 0 or more */
    default void caughtUp(String session, String channel, int messages) {}

    /** A session has ended, and there was no way to its client for the events that still waited. @param messages how many */
    default void messagesLost(String session, int messages, CloseReason reason) {}

    /** A session's queue has grown to more than it ever held, in steps of powers of two from 1,024 messages. */
    default void queueHighWater(String session, int messages, long bytes) {}

    default void connectHeld(String session, String transport) {}

    default void connectReleased(String session, String why) {}

    default void channelAdded(String channel) {}

    default void channelRemoved(String channel) {}

    /** A user's first session is in a channel whose members are shown. @param member the user's name, or a public number */
    default void memberJoined(String channel, String member) {}

    /** A user's last session has left a channel whose members are shown. @param member the user's name, or a public number */
    default void memberLeft(String channel, String member) {}

    /** Somebody presented a session's id without being its client. */
    default void foreignSession(String session, String transport) {}

    default void transportFailed(String transport, Throwable cause) {}

    /** User code threw. */
    default void userCodeFailed(String what, Throwable cause) {}

    /**
     * Data of a message fits nothing that code of the application takes, such as a parameter of a service's method: that is not
     * called for it.
     *
     * @param what names the code, and says what does not fit
     */
    default void unfitData(String channel, String what) {}

    /** User code has not returned for {@code stuckAfter}, in a task of the server's; told once for each call. */
    default void userCodeStuck(StuckCall call) {}

    /** The server drains from now on. @param sessions how many sessions of clients there are */
    default void drainBegan(int sessions) {}

    /**
     * The drain is over: there are no clients any more.
     *
     * @param left how many sessions have ended since it was begun, as their clients went
     * @param ended how many it has ended itself, as their clients stayed
     */
    default void drainEnded(int left, int ended) {}

    default void swept(int sessions, int channels, long nanos) {}

    /**
     * A session has got what it had missed on a channel that keeps history: nothing is left out.
     *
     * @param messages how many it had missed; 0 or more
     */
    default void recovered(String session, String channel, int messages) {}

    /**
     * A session could not get what it had missed on a channel that keeps history, and was told so.
     *
     * @param reason why, as the client was told: {@code evicted}, {@code expired}, {@code cleared}, {@code void}, {@code ahead}
     *     or {@code too_many}
     */
    default void recoveryFailed(String session, String channel, String reason) {}

    /**
     * The history of a channel begins a new epoch.
     *
     * @param epoch as in the positions of its messages
     */
    default void epochBegan(String channel, String epoch) {}

    /**
     * At the start, the files of the history did not have all that had been stored in them.
     *
     * @param what is missing, and why, in a sentence
     */
    default void historyLost(String what) {}

    /**
     * Parts of a cluster have found each other that both had published on a channel with history: one part's messages keep their positions, and
     * those of the others follow them.
     *
     * @param appended how many follow
     * @param voided how many are gone, since nobody knows whether they are there already
     */
    default void historyMerged(String channel, int appended, int voided) {}

    /**
     * A cluster that keeps history in files starts as a whole, and nodes that served last are not there: they may have messages that nobody else
     * has.
     *
     * @param nodes their names; empty if all have come
     * @param over whether channels with history are served from now on; else they wait for the nodes
     */
    default void historyWaits(List<String> nodes, boolean over) {}

    /**
     * The history cannot be written any more, or has a fault: publishes on channels that keep history are refused until the server has been
     * started anew. A node of a cluster has left the others by itself then.
     */
    default void historyFailed(Throwable cause) {}

    /**
     * Nodes of the cluster were linked with this one, or are linked no more.
     *
     * @param before who was linked
     * @param now who is linked
     */
    default void nodesChanged(ClusterView before, ClusterView now) {}

    /**
     * This node is in a smaller part of its cluster, and refuses publishes from now on, as {@code cluster.onSplit} says.
     *
     * @param members how many nodes are linked, this one among them
     * @param of how many there were, or should be: publishes are accepted with more than half of that
     */
    default void quorumLost(int members, int of) {}

    /** This node accepts publishes again after {@link #quorumLost}. @param members how many nodes are linked @param of as there */
    default void quorumFound(int members, int of) {}

    /**
     * This node, the oldest, has not let another one into the cluster.
     *
     * @param node its name, as it says
     * @param why such as that the name is taken
     */
    default void nodeRefused(String node, String why) {}

    /**
     * More waits for another node of the cluster than ever did, in steps of powers of two.
     *
     * @param messages how many wait for it
     * @param bytes how long they are
     */
    default void nodeQueueHighWater(NodeId node, int messages, long bytes) {}

    /**
     * What was published here does not go to a node of the cluster that has subscribers for it.
     *
     * @param why what kept it from the node, such as {@code queue full}
     */
    default void nodeMissed(NodeId node, String channel, String why) {}

    /**
     * What came from another node of the cluster is dropped here.
     *
     * @param why what is wrong with it, or {@code queue full}
     */
    default void nodeMessageDropped(NodeId node, String why) {}

    /**
     * Another node of the cluster shows the members of other channels, or shows them otherwise, than this one: set the same on all nodes.
     *
     * @param there what is set there: {@code presence}, {@code presencePrefix}, {@code presenceGrace} and {@code maxPresence}
     * @param here what is set here
     */
    default void presenceSettingsDiffer(NodeId node, String there, String here) {}

    /**
     * Clients were told that they are subscribed before all nodes of the cluster had confirmed that they know: what is published on the
     * others may not come from the first message on. Told once a minute at most.
     *
     * @param nodes those that have not confirmed; empty if the cluster does not know which
     */
    default void interestUnconfirmed(Collection<NodeId> nodes) {}

    /**
     * Messages on a channel that keeps history can be put in order again, after a time in which no node could.
     *
     * @param nanos how long that was
     */
    default void leaderFound(String channel, long nanos) {}
}
