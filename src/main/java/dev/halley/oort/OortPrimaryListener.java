package dev.halley.oort;

/**
 * Sees when this node becomes and stops being the primary. The calls alternate, starting with {@link #gained}, on a
 * worker thread. A call may block, which delays the next one. An exception is reported as a failure of the
 * application's code.
 *
 * @since 0.1.0
 */
public interface OortPrimaryListener {

    /** Called when this node has become the primary. The previous one is gone from this node's view of the cluster. */
    default void gained() {}

    /** Called when this node is no longer the primary, or stops; the stop does not wait for this call. */
    default void lost() {}
}
