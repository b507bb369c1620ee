package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map of each node, which all nodes see. A node writes its own alone; when it leaves, or is lost, its entries are gone with it, and they are
 * back when the node is. A change sends the entry that it changes, not the map.
 *
 * <p>Values are what {@link OortObject} says of them. Keys are texts, whole numbers, constants of an enum, or whatever JSON-B binds; of those
 * two are the same if they are the same JSON, whatever the order of members. The maps that are returned compare keys by {@code equals}.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 *
 * @since 0.1.0
 */
public interface OortMap<K, V> {

    /** @return its name */
    String name();

    /** @return the value that this node has of a key */
    Optional<V> get(K key);

    /** @return the values of a key by the nodes that have one, as of now, the oldest node first */
    Map<OortNode, V> find(K key);

    /** @return this node's entries, as of now */
    Map<K, V> local();

    /** @return the entries of the nodes that have some, as of now, the oldest node first */
    Map<OortNode, Map<K, V>> parts();

    /** @return the entries of all nodes as of now; of a key that several have the oldest node's */
    Map<K, V> merged();

    /**
     * Sets this node's value of a key.
     *
     * @throws IllegalArgumentException if the key or the value cannot be written as JSON or not be read again, is {@code null} as JSON, or is
     *     too long; nothing is changed then
     * @throws IllegalStateException if this node's part, or the map on all nodes, would be too large; nothing is changed then
     */
    OortChange<V> put(K key, V value);

    /** Does as {@link #put} if this node has no value of that key; which others have one plays no part. */
    OortChange<V> putIfAbsent(K key, V value);

    /** Removes this node's value of a key, if there is one. */
    OortChange<V> remove(K key);

    /** Tells a listener of the entries that are there, as if they were put now, and of all changes from then on. */
    Registration addListener(Listener<? super K, ? super V> listener);

    /**
     * Learns how the entries change, this node's among them. It is called as {@link OortObject.Listener} is.
     */
    interface Listener<K, V> {

        /** @param old null if the node had none */
        default void put(OortNode node, K key, @Nullable V old, V value) {}

        /** The entry was removed, or the node is lost. */
        default void removed(OortNode node, K key, V old) {}

        /** Another node is linked with these entries, or with none; each of them has been told before. */
        default void partFound(OortNode node, Map<? extends K, ? extends V> entries) {}

        /** Such a node is linked no more; it had these entries, and the removal of each of them has been told before. */
        default void partLost(OortNode node, Map<? extends K, ? extends V> entries) {}
    }
}
