package dev.halley.oort;

/**
 * Learns which users come and go. The calls come one after the other, on a worker thread. A call may block, which delays the next ones of
 * this listener and nothing else; where 1,000,000 calls wait for a listener, more are dropped, and the log says so. What it throws is
 * reported as a failure of the application's code.
 *
 * @since 0.1.0
 */
public interface SetiListener {

    /** A user has the first session on a node. */
    default void presenceAdded(SetiPresence presence) {}

    /** A user has no session on a node any more, or the node is lost. */
    default void presenceRemoved(SetiPresence presence) {}

    /** A user has the first session in the cluster; told after {@link #presenceAdded}. */
    default void online(String userId) {}

    /** A user has no session in the cluster any more, as far as this node sees it; told after {@link #presenceRemoved}. */
    default void offline(String userId) {}
}
