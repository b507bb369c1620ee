package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A list of each node, which all nodes see, in the order in which that node has added its elements; an element may be there more than once. A
 * node writes its own alone; when it leaves, or is lost, its elements are gone with it, and they are back when the node is.
 *
 * <p>Elements are what {@link OortObject} says of values. Two are the same if they are the same JSON, whatever the order of members.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 *
 * @since 0.1.0
 */
public interface OortList<E> {

    /** @return its name */
    String name();

    /** @return this node's elements, as of now */
    List<E> local();

    /** @return the elements of the nodes that have some, as of now, the oldest node first */
    Map<OortNode, List<E>> parts();

    /** @return the elements of all nodes as of now, those of the oldest node first */
    List<E> merged();

    /** @return whether this node has that element; looks at each of its elements */
    boolean contains(E element);

    /** @return whether any node has that element; looks at each element */
    boolean isPresent(E element);

    /**
     * Adds an element in the end of this node's.
     *
     * @return is done when all nodes that are linked have seen it; fails when the server has ended
     * @throws IllegalArgumentException as {@link OortObject#set}
     * @throws IllegalStateException as {@link OortMap#put}
     */
    CompletionStage<Void> add(E element);

    /**
     * Removes the first one of this node's elements that is the same as a given one.
     *
     * @return what was removed
     */
    OortChange<E> remove(E element);

    /** Tells a listener of the elements that are there, as if they were added now, and of all changes from then on. */
    Registration addListener(Listener<? super E> listener);

    /**
     * Learns how the elements change, this node's among them. It is called as {@link OortObject.Listener} is.
     */
    interface Listener<E> {

        default void added(OortNode node, E element) {}

        /** The element was removed, or the node is lost. */
        default void removed(OortNode node, E element) {}
    }
}
