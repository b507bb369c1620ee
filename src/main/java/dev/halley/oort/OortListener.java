package dev.halley.oort;

/**
 * Learns which nodes come and go. The calls come one after the other, on a worker thread; a call may block, which delays the next ones of
 * this listener's node and nothing else. What it throws is reported as a failure of the application's code.
 *
 * @since 0.1.0
 */
public interface OortListener {

    /** Another node has become a member: its users and its parts of shared objects can be seen. */
    default void joined(OortNode node) {}

    /** Another node is a member no more: its users and its parts of shared objects are gone. */
    default void left(OortNode node) {}
}
