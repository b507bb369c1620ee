package dev.halley.cluster;

import java.util.List;
import java.util.Map;

/**
 * What an operator sees of the cluster by JMX, as {@code dev.halley:type=Cluster}. Nodes are called by their names.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface ClusterMXBean {

    /** @return the name of the cluster */
    String getCluster();

    /** @return the name of this node */
    String getNode();

    /** @return the nodes that are linked, the oldest first */
    List<String> getMembers();

    /** @return the number of the last view of them */
    long getView();

    /**
     * @return the newest version of the protocol between nodes that all linked nodes speak. It rises when the last node of an older release
     *     has left
     */
    int getWireVersion();

    /** @return how many times parts of the cluster that had lost each other have found each other again */
    long getMerges();

    /** @return whether publishes are refused, as this node is in a smaller part of its cluster and {@code cluster.onSplit} says so */
    boolean isQuorumLost();

    /** @return how many messages were taken from no node: malformed, or from a view that is over */
    long getRefusedMessages();

    /** @return how many messages were dropped since this node did not take them fast enough */
    long getOverrunMessages();

    /** @return bytes that wait for each other node */
    Map<String, Long> getQueuedBytes();

    /** @return how many messages for each other node were dropped, since its queue was full */
    Map<String, Long> getDroppedMessages();

    /** @return how many channels and patterns have subscribers on this node; those that are not clustered are not counted */
    int getInterests();

    /** @return how many channels and patterns have subscribers on other nodes */
    int getWantedInterests();

    /** @return how many messages were published here */
    long getPublished();

    /** @return how many of those no other node wanted, so that they crossed no link */
    long getKept();

    /** @return how many messages were sent to each other node */
    Map<String, Long> getSent();

    /** @return how many messages came from each other node */
    Map<String, Long> getReceived();

    /** @return how many connections and requests are here whose sessions other nodes have */
    int getForwardedConnections();

    /** @return how many connections and requests are at other nodes whose sessions are here */
    int getRemoteConnections();

    /** @return how many messages about such connections could not be read */
    long getMalformedForwards();

    /** @return the version of this node's part of the state, which grows with each change */
    long getStateVersion();

    /** @return how many entries this node's part has */
    int getStateEntries();

    /** @return how long they are together, in bytes */
    long getStateBytes();

    /** @return how many channels with history this node gives the offsets of, as of a second ago */
    int getSequencedStreams();

    /** @return how many channels with history it holds messages of, copies included */
    int getHeldStreams();

    /** @return bytes of all that it holds of them, keys included; an estimate */
    long getHistoryBytes();

    /** @return of how many channels with history this node gets what is published */
    int getFollowedStreams();

    /** @return how many publishes of this node on channels with history wait for an answer */
    int getPendingPublishes();

    /** @return how many of them were refused, or never answered */
    long getRefusedPublishes();

    /** @return how many channels with history this node took over from others */
    long getTakenStreams();

    /** @return how many lost their history to make room */
    long getEvictedStreams();

    /** @return how many messages of sides that lost a merge were appended again */
    long getReappendedMessages();

    /** @return how many of those were not, as nobody knows whether they are there already */
    long getVoidMessages();

    /** @return how often this node had to go on behind what it had of a channel */
    long getLostPositions();

    /** @return the nodes that channels with history wait for, as they served last; empty if they do not wait */
    List<String> getAwaitedNodes();

    /** @return how many versions each other node is behind */
    Map<String, Long> getStateLag();

    /** @return whether the state of all linked nodes is known */
    boolean isStateComplete();

    /** @return whether who is linked and who is heard agree, or have not done so for less than a minute */
    boolean isHealthy();
}
