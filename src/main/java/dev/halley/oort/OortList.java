package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A list with one part per node, which all nodes see. Each part is in the order in which its node added the elements;
 * an element may occur more than once. A node writes only its own part. When a node leaves or is lost, its elements
 * disappear; they return with the node.
 *
 * <p>The rules for values of {@link OortObject} apply to elements. Two elements are equal if they are the same JSON,
 * whatever the order of members.
 *
 * <p>Thread-safety: thread-safe. No method waits for another node.
 *
 * @since 0.1.0
 */
public interface OortList<E> {

    /** {@return the name} */
    String name();

    /** {@return a snapshot of this node's elements} */
    List<E> local();

    /** {@return a snapshot of the elements by node, of the nodes that have any, the oldest node first} */
    Map<OortNode, List<E>> parts();

    /** {@return a snapshot of the elements of all nodes, those of the oldest node first} */
    List<E> merged();

    /** {@return whether this node has that element; checks each of its elements} */
    boolean contains(E element);

    /** {@return whether any node has that element; checks each element} */
    boolean isPresent(E element);

    /**
     * Appends an element to this node's part.
     *
     * @return a stage that completes when all linked nodes have seen it; fails if the server has ended
     * @throws IllegalArgumentException as {@link OortObject#set}
     * @throws IllegalStateException as {@link OortMap#put}
     */
    CompletionStage<Void> add(E element);

    /**
     * Removes this node's first element that equals a given one.
     *
     * @return the change, with the removed element
     */
    OortChange<E> remove(E element);

    /** Adds a listener. It first receives the existing elements as if they were added now, and then all changes. */
    Registration addListener(Listener<? super E> listener);

    /** Sees how the elements change, including those of this node. It is called like {@link OortObject.Listener}. */
    interface Listener<E> {

        /** Called when a node has added an element. */
        default void added(OortNode node, E element) {}

        /** Called when an element was removed, or the node is lost. */
        default void removed(OortNode node, E element) {}
    }
}
