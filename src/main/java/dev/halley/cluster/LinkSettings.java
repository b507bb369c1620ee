package dev.halley.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a node is called, which cluster it belongs to, and how much may wait for another node.
 *
 * <p>Thread-safety: immutable.
 *
 * @param cluster the name of the cluster; nodes that name another one are refused
 * @param node the name of this node; a second one of that name is refused
 * @param queueBytes of plain messages may wait for one other node
 * @param versions of what nodes send each other that this node speaks
 * @param patience how long to repeat a join that the others refuse: a node that was killed is a member for some seconds
 */
record LinkSettings(String cluster, String node, long queueBytes, WireVersions versions, Duration patience) {

    /** The longest name of a cluster or node, in bytes of UTF-8. */
    static final int MAX_NAME = 100;

    /** @throws IllegalArgumentException if a name is empty or too long, or nothing may wait */
    public LinkSettings {
        check("cluster", cluster);
        check("node", node);
        if (queueBytes < 1) {
            throw new IllegalArgumentException("The queue of a node holds at least 1 byte, not " + queueBytes + ".");
        }
    }

    private static void check(String what, String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_NAME) {
            throw new IllegalArgumentException(
                    "The name of a " + what + " has 1 to " + MAX_NAME + " bytes of UTF-8, not " + length + ".");
        }
    }
}
