package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object with one value per node, which all nodes see. A node writes only its own value. When a node leaves or is
 * lost, its value disappears; it returns with the node.
 *
 * <p>Values are sent as JSON, bound by JSON-B. Each node binds a value once and returns the same object to all callers,
 * which must not modify it. An object that was passed to {@link #set} may be modified later, without an effect on the
 * shared value. A value that a node cannot bind is absent there, and reported as a failure with the names of the object
 * and of the node that has written it.
 *
 * <p>Thread-safety: thread-safe. No method waits for another node.
 *
 * @param <T> the type of the values, such as a record
 * @since 0.1.0
 */
public interface OortObject<T> {

    /** {@return the name} */
    String name();

    /** {@return this node's value} */
    Optional<T> local();

    /** {@return a snapshot of the values by node, of the nodes that have one, the oldest node first} */
    Map<OortNode, T> parts();

    /**
     * Merges the nodes' current values.
     *
     * @param merger makes one value of them, which it gets in a list, the oldest node's first; {@link OortMergers} has
     *     some
     * @return the merger's result
     */
    <R> R merged(Function<? super List<T>, R> merger);

    /**
     * Sets this node's value.
     *
     * @return a stage that completes when all linked nodes have seen it; fails if the server has ended
     * @throws IllegalArgumentException if the value cannot be written as JSON or read back, is {@code null} as JSON, or
     *     is too long; then nothing is changed
     * @throws IllegalStateException if everything that this node shares, or the object on all nodes, would be too
     *     large; then nothing is changed
     */
    CompletionStage<Void> set(T value);

    /**
     * Removes this node's value, if there is one.
     *
     * @return as {@link #set}
     */
    CompletionStage<Void> remove();

    /** Adds a listener. It first receives the existing values as if they were set now, and then all changes. */
    Registration addListener(Listener<? super T> listener);

    /**
     * Sees how the values change, including this node's. The calls come one after the other, on a worker thread. A call
     * may block, which only delays the next calls of this listener. Changes that come faster than the listener handles
     * them are coalesced into one. An exception is reported as a failure of the application's code.
     */
    interface Listener<T> {

        /**
         * Called when a node has set its value.
         *
         * @param old null if the node had none
         */
        default void updated(OortNode node, @Nullable T old, T value) {}

        /** Called when a node's value was removed, or the node is lost. */
        default void removed(OortNode node, T old) {}
    }
}
