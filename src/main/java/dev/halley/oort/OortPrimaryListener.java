package dev.halley.oort;

/**
 * Learns when this node is the one that does what only one may do. The calls come in turn, {@link #gained} first, on a worker thread; a call may
 * block, which delays the next one. What it throws is reported as a failure of the application's code.
 *
 * @since 0.1.0
 */
public interface OortPrimaryListener {

    /** This node is the primary. The one before is gone from this node's view of the cluster. */
    default void gained() {}

    /** This node is the primary no more, or stops; that does not wait for this call. */
    default void lost() {}
}
