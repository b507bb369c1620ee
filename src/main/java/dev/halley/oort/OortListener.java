package dev.halley.oort;

/**
 * Sees which nodes come and go. The calls come one after the other, on a worker thread. A call may block, which only
 * delays the next calls to the {@code OortListener}s on its own node. An exception is reported as a failure of the
 * application's code.
 *
 * @since 0.1.0
 */
public interface OortListener {

    /** Called when another node has joined: its users and its parts of shared objects are visible. */
    default void joined(OortNode node) {}

    /** Called when another node has left: its users and its parts of shared objects are gone. */
    default void left(OortNode node) {}
}
