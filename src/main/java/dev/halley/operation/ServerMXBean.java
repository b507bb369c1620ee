package dev.halley.operation;

import java.util.List;
import java.util.Map;

/**
 * What JMX shows of one server. Counts are from the server's start.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface ServerMXBean {

    /** @return the names of the transports that clients may use, the preferred one first */
    List<String> getTransports();

    /** @return how many sessions there are, local ones included */
    int getSessions();

    /** @return how many of the sessions are local */
    int getLocalSessions();

    int getChannels();

    /** @return how many connections are open: WebSockets, and HTTP requests that are not answered yet */
    int getConnections();

    /** @return how many threads may send at a time, besides those that are blocked */
    int getSenderThreads();

    /** @return how many threads are in a send that does not return; each has its one connection to itself */
    int getBlockedSends();

    /** @return how many channels have members that are shown */
    int getChannelsWithMembers();

    /** @return how many members are shown, each counted once for each channel that it is in */
    int getMembers();

    /** @return how many subscriptions there are to where members are shown */
    int getMemberWatchers();

    /**
     * @return how many members of lost nodes, and of such that leave, are kept for {@code presenceGrace}, each counted once for each such
     *     node and channel
     */
    int getMembersAwaited();

    /** @return how many publishes the broker has not accepted yet, or, on channels with history, has not handed on */
    int getPendingPublishes();

    /** @return how many channels have a history, empty ones counted */
    int getHistoryChannels();

    /** @return how many messages the histories of all channels have */
    long getHistoryMessages();

    /** @return how many bytes the histories of all channels have, as {@code maxHistoryBytes} counts them */
    long getHistoryBytes();

    /** @return the directory of the history's files; empty if there are none */
    String getHistoryStore();

    /** @return how many messages wait to be written to the history's files */
    int getHistoryStoreWaiting();

    /** @return how many messages were written to the history's files since the start */
    long getHistoryStoreAppends();

    /** @return how many bytes these have */
    long getHistoryStoreBytes();

    /** @return how often something was forced to the disk, for the history's files */
    long getHistoryStoreForces();

    /** @return what the history's files did not have at the start, in sentences */
    String[] getHistoryLostAtStart();

    /** @return why the history can no longer be written or kept; empty as long as all is well */
    String getHistoryStoreFailure();

    /** @return {@code NONE}, or {@code DRAINING} as long as clients that were sent away are there, or {@code DRAINED} */
    String getDrainState();

    /** @return how many connects are held now */
    int getHeldConnects();

    /** @return how many events wait for all sessions together */
    long getWaitingMessages();

    /** @return how long the events are that wait, in bytes */
    long getWaitingLength();

    /** @return how many events wait for the session that has most of them */
    int getLongestQueue();

    /** @return how many events waited for one session at most, ever; 0 as long as none had 1,024 waiting */
    long getMostMessagesWaiting();

    /** @return how many bytes waited for one session at most, ever; 0 as long as none had 1,024 messages waiting */
    long getMostBytesWaiting();

    long getMessagesReceived();

    long getMessagesRefused();

    /** @return handshakes that were told to come again, as {@code maxHandshakesPerSecond} asks for; not among those refused */
    long getHandshakesPaced();

    /** @return one for each session that an event was delivered to */
    long getEventsDelivered();

    long getEventsDropped();

    /** @return events and replies that went out */
    long getMessagesSent();

    /** @return connections that broke, or were given up since their clients took nothing */
    long getTransportFailures();

    /** @return all counters by their names, see {@link Counter} */
    Map<String, Long> getCounters();

    /** @return how many sessions ended, by the reason's name */
    Map<String, Long> getSessionsClosedByReason();

    /** @return how many messages were refused, by the error's code, such as 403 */
    Map<String, Long> getMessagesRefusedByCode();

    /** @return calls of the application's code that are stuck now, the oldest first: hook, class, age and thread of each */
    List<String> getStuckCalls();

    /** @return how many events sessions missed, by the reason; those that were stopped for all left out */
    Map<String, Long> getEventsDroppedByReason();

    /** @return how often a session could not get what it had missed, by the reason */
    Map<String, Long> getRecoveriesFailedByReason();

    /** @return how many bytes waited for another node of the cluster at most, ever */
    long getMostBytesWaitingForANode();

    /** @return how long, at most, no node could order the messages of a channel that keeps history */
    double getLongestWithoutLeaderMillis();

    double getLastSweepMillis();

    double getLongestSweepMillis();

    /** @return the server as text, see {@link Dump} */
    String dump();

    /**
     * Ends a client's session; the client is told not to connect again.
     *
     * @param session the session's id, or its beginning as {@link #dump} shows it, if only one begins so
     * @return a sentence that says what was done
     * @throws IllegalArgumentException if no session, more than one, or a local one begins so
     */
    String disconnect(String session);

    /**
     * Begins to send all clients away, as before a restart; does nothing the second time.
     *
     * @return a sentence that says what was done
     */
    String drain();

    /** Removes sessions that have expired and channels that are not used, besides the sweeps that come by themselves. */
    void sweep();
}
