package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value of each node, which all nodes see. A node writes its own alone; when it leaves, or is lost, its value is gone with it, and it is
 * back when the node is.
 *
 * <p>Values travel as JSON, bound by JSON-B. Each node binds a value once and gives the same object to all who ask, so nobody may change it;
 * what {@link #set} was given may be changed later, which changes nothing here. A value that a node cannot bind is absent there, and reported
 * as a failure with the names of the object and of the node that has written it.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 *
 * @param <T> what is shared, such as a record
 * @since 0.1.0
 */
public interface OortObject<T> {

    /** @return its name */
    String name();

    /** @return this node's value */
    Optional<T> local();

    /** @return the values of the nodes that have one, as of now, the oldest node first */
    Map<OortNode, T> parts();

    /**
     * @param merger makes one value of those of the nodes, the oldest node's first; {@link OortMergers} has some
     * @return what it makes of the values as of now
     */
    <R> R merged(Function<? super List<T>, R> merger);

    /**
     * Sets this node's value.
     *
     * @return is done when all nodes that are linked have seen it; fails when the server has ended
     * @throws IllegalArgumentException if the value cannot be written as JSON or not be read again, is {@code null} as JSON, or is too long;
     *     nothing is changed then
     * @throws IllegalStateException if all that this node shares, or the object on all nodes, would be too large; nothing is changed then
     */
    CompletionStage<Void> set(T value);

    /**
     * Removes this node's value, if there is one.
     *
     * @return as {@link #set}
     */
    CompletionStage<Void> remove();

    /** Tells a listener of the values that are there, as if they were set now, and of all changes from then on. */
    Registration addListener(Listener<? super T> listener);

    /**
     * Learns how the values change, this node's among them. The calls come one after the other, on a worker thread; a call may block, which
     * delays the next ones of this listener and nothing else. What changes faster than the listener takes it is told as one change. What
     * it throws is reported as a failure of the application's code.
     */
    interface Listener<T> {

        /** @param old null if it had none */
        default void updated(OortNode node, @Nullable T old, T value) {}

        /** Its value was removed, or the node is lost. */
        default void removed(OortNode node, T old) {}
    }
}
