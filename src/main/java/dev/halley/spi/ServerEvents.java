package dev.halley.spi;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Observes the server: feeds the log, metrics and tests. By default, no method does anything. The server calls the
 * methods often, so they must be quick. A broker of the application reports its own events through
 * {@link Broker.Receiver#events}.
 *
 * <p>A parameter {@code session} is the id of a session, which is a secret of its client.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface ServerEvents {

    /** A session has begun, over this transport. */
    default void sessionOpened(String session, String transport) {}

    /** A session has ended. */
    default void sessionClosed(String session, CloseReason reason) {}

    /**
     * A client's message has arrived.
     *
     * @param session null if the message belongs to no session, such as a handshake
     */
    default void messageReceived(@Nullable String session, Request request) {}

    /**
     * A client's message was refused with an error.
     *
     * @param session null if the message belongs to no session, such as a handshake
     */
    default void messageRefused(@Nullable String session, Request request, BayeuxError error) {}

    /**
     * The server postponed a handshake, because {@code maxHandshakesPerSecond} was reached. There is no
     * {@link #messageRefused} for it.
     *
     * @param millis after how many milliseconds the client is to repeat the handshake
     */
    default void handshakePaced(String transport, long millis) {}

    /**
     * An event was published.
     *
     * @param sessions how many sessions of this server it went to, not counting those that missed it
     */
    default void published(String channel, int sessions) {}

    /**
     * An event was stopped for all its subscribers: one that the server or a local session published, or one that was
     * about to be delivered. For a refused message of a client there is {@link #messageRefused} instead.
     *
     * @param sessions how many sessions of this server it would have gone to
     * @param why what stopped it, such as {@code extension}, or the error that its publisher received
     */
    default void eventStopped(String channel, int sessions, String why) {}

    /**
     * The text of a request or frame has arrived completely, and is about to be parsed.
     *
     * @param length of the text, in bytes of UTF-8; over callback-polling, of the raw query
     */
    default void textReceived(long length) {}

    /**
     * A batch was given to a connection.
     *
     * @param messages how many replies and events it has
     * @param length of its JSON text, in bytes of UTF-8
     */
    default void batchSent(int messages, int length) {}

    /**
     * A send has not returned for a while; another thread takes over what its thread still had to send.
     *
     * @param session the recipient; null if it is unknown
     */
    default void sendBlocked(@Nullable String session) {}

    /**
     * A session missed an event.
     *
     * @param why what kept the event from the session, such as {@code queue full} or {@code listener}
     */
    default void messageDropped(String session, String channel, String why) {}

    /**
     * A session's queue had no room for a message of a channel with the overflow policy {@code catch-up}. When the
     * session has room again, it reads the missed messages from the channel's history.
     */
    default void fellBehind(String session, String channel) {}

    /**
     * A session that {@link #fellBehind fell behind} has all messages again.
     *
     * @param messages how many it has read from the history; 0 or more
     */
    default void caughtUp(String session, String channel, int messages) {}

    /**
     * A session has ended while events waited for it that could not reach its client.
     *
     * @param messages how many
     */
    default void messagesLost(String session, int messages, CloseReason reason) {}

    /** A session's queue has grown beyond its former maximum, in steps of powers of two from 1,024 messages. */
    default void queueHighWater(String session, int messages, long bytes) {}

    /** The server holds a session's connect. */
    default void connectHeld(String session, String transport) {}

    /**
     * The server has answered a held connect, or has given it up.
     *
     * @param why the cause
     */
    default void connectReleased(String session, String why) {}

    /** A channel was created. */
    default void channelAdded(String channel) {}

    /** A channel was removed. */
    default void channelRemoved(String channel) {}

    /**
     * The first session of a user has joined a channel with visible members.
     *
     * @param member the user's name, or a public number
     */
    default void memberJoined(String channel, String member) {}

    /**
     * The last session of a user has left a channel with visible members.
     *
     * @param member the user's name, or a public number
     */
    default void memberLeft(String channel, String member) {}

    /** A request used a session's id but does not come from the session's client. */
    default void foreignSession(String session, String transport) {}

    /** A connection of a transport failed. */
    default void transportFailed(String transport, Throwable cause) {}

    /**
     * User code threw an exception.
     *
     * @param what the code
     */
    default void userCodeFailed(String what, Throwable cause) {}

    /**
     * The data of a message does not fit the type that the application's code takes, such as a parameter of a service's
     * method. The code is not called for it.
     *
     * @param what the code, and what does not fit
     */
    default void unfitData(String channel, String what) {}

    /** User code in a task of the server has not returned for {@code stuckAfter}; reported once for each call. */
    default void userCodeStuck(StuckCall call) {}

    /**
     * The server has begun to drain.
     *
     * @param sessions how many client sessions there are
     */
    default void drainBegan(int sessions) {}

    /**
     * The drain is over: no clients are left.
     *
     * @param left how many sessions have ended since the drain began because their clients left
     * @param ended how many sessions the server has ended because their clients stayed
     */
    default void drainEnded(int left, int ended) {}

    /**
     * A sweep has ended.
     *
     * @param sessions how many sessions have expired
     * @param channels how many channels were removed
     * @param nanos how long the sweep took, in nanoseconds
     */
    default void swept(int sessions, int channels, long nanos) {}

    /**
     * A session has received all that it missed on a channel with history.
     *
     * @param messages how many messages it had missed; 0 or more
     */
    default void recovered(String session, String channel, int messages) {}

    /**
     * A session could not receive what it missed on a channel with history, and was informed.
     *
     * @param reason the reason that the client received: {@code evicted}, {@code expired}, {@code cleared},
     *     {@code void}, {@code ahead} or {@code too_many}
     */
    default void recoveryFailed(String session, String channel, String reason) {}

    /**
     * The history of a channel has begun a new epoch.
     *
     * @param epoch as in the positions of its messages
     */
    default void epochBegan(String channel, String epoch) {}

    /**
     * At the start, the files of the history lacked messages that had been stored.
     *
     * @param what what is missing, and why, in a sentence
     */
    default void historyLost(String what) {}

    /**
     * Parts of a cluster that had both published on a channel with history have merged. The messages of one part keep
     * their positions, and those of the other parts follow.
     *
     * @param appended how many messages follow
     * @param voided how many messages were dropped, because nobody knows whether they are there already
     */
    default void historyMerged(String channel, int appended, int voided) {}

    /**
     * A cluster that keeps history in files starts as a whole, but nodes that served last are missing. They may have
     * messages that no other node has.
     *
     * @param nodes their names; empty if all have arrived
     * @param over whether the cluster now serves channels with history; else these channels wait for the nodes
     */
    default void historyWaits(List<String> nodes, boolean over) {}

    /**
     * The history cannot be written any more, or is faulty. The server refuses publishes on channels with history until
     * it is restarted. A node of a cluster has left the cluster by itself then.
     */
    default void historyFailed(Throwable cause) {}

    /**
     * Nodes of the cluster were linked with this one, or are no longer linked.
     *
     * @param before the nodes linked before
     * @param now the nodes linked now
     */
    default void nodesChanged(ClusterView before, ClusterView now) {}

    /**
     * This node is in a smaller part of its cluster, and refuses publishes from now on, according to
     * {@code cluster.onSplit}.
     *
     * @param members how many nodes are linked, including this one
     * @param of how many there were, or should be; this node accepts publishes if more than half of them are linked
     */
    default void quorumLost(int members, int of) {}

    /**
     * This node accepts publishes again after {@link #quorumLost}.
     *
     * @param members how many nodes are linked, including this one
     * @param of how many there were, or should be
     */
    default void quorumFound(int members, int of) {}

    /**
     * This node, the oldest, has refused to let another node join.
     *
     * @param node the name that the node gave
     * @param why such as that the name is taken
     */
    default void nodeRefused(String node, String why) {}

    /**
     * The queue for another node of the cluster has grown beyond its former maximum, in steps of powers of two.
     *
     * @param messages how many messages wait for the node
     * @param bytes their length
     */
    default void nodeQueueHighWater(NodeId node, int messages, long bytes) {}

    /**
     * A message published here does not go to a node of the cluster that has subscribers for it.
     *
     * @param why what kept it from the node, such as {@code queue full}
     */
    default void nodeMissed(NodeId node, String channel, String why) {}

    /**
     * This node has dropped a message from another node of the cluster.
     *
     * @param why what is wrong with it, or {@code queue full}
     */
    default void nodeMessageDropped(NodeId node, String why) {}

    /**
     * Another node of the cluster has other presence settings than this one; set the same on all nodes.
     *
     * @param there the settings there: {@code presence}, {@code presencePrefix}, {@code presenceGrace} and
     *     {@code maxPresence}
     * @param here the settings here
     */
    default void presenceSettingsDiffer(NodeId node, String there, String here) {}

    /**
     * Clients have received the confirmation of their subscription before all nodes of the cluster confirmed it: they
     * may miss the first messages published on the other nodes. Reported once a minute at most.
     *
     * @param nodes the nodes that have not confirmed; empty if the cluster does not know them
     */
    default void interestUnconfirmed(Collection<NodeId> nodes) {}

    /**
     * Messages on a channel with history have an order again, after a time in which no node could assign it.
     *
     * @param nanos how long that time was, in nanoseconds
     */
    default void leaderFound(String channel, long nanos) {}
}
