package dev.halley.cluster.state;

import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState.Key;

/** What the state of a node wants done: messages that are to go, and what has changed in the parts of the others. */
interface StateOutput {

    void send(NodeId to, byte[] message);

    void put(NodeId node, Key key, byte[] value);

    void removed(NodeId node, Key key);

    /** The part ends that had that key. */
    default void lost(NodeId node, Key key) {
        removed(node, key);
    }

    void partFound(NodeId node);

    void partLost(NodeId node);

    /** A message of a node is dropped: no message of ours looks like that. */
    void malformed(NodeId from, String why);

    /** Who is linked and who is heard do not agree: the links are to look for other parts of the cluster. */
    void inconsistent(Watch.Inconsistencies inconsistencies);
}
