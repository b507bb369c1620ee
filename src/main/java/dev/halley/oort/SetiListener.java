package dev.halley.oort;

/**
 * Sees which users come and go. The calls come one after the other, on a worker thread. A call may block, which only
 * delays the next calls of this listener. If 1,000,000 calls wait for a listener, further ones are dropped, and the log
 * says so. An exception is reported as a failure of the application's code.
 *
 * @since 0.1.0
 */
public interface SetiListener {

    /** Called when a user's first session on a node begins. */
    default void presenceAdded(SetiPresence presence) {}

    /** Called when a user has no session on a node any more, or the node is lost. */
    default void presenceRemoved(SetiPresence presence) {}

    /** Called after {@link #presenceAdded}, when a user's first session in the cluster begins. */
    default void online(String userId) {}

    /**
     * Called after {@link #presenceRemoved}, when a user has no session in the cluster any more, as this node sees it.
     */
    default void offline(String userId) {}
}
