package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map with one part per node, which all nodes see. A node writes only its own part. When a node leaves or is lost,
 * its entries disappear; they return with the node. A change sends only the entry that it changes, not the map.
 *
 * <p>The rules for values of {@link OortObject} apply to values. Keys are strings, whole numbers, enum constants, or
 * anything that JSON-B binds; two keys of the last kind are equal if they are the same JSON, whatever the order of
 * members. The returned maps compare keys by {@code equals}.
 *
 * <p>Thread-safety: thread-safe. No method waits for another node.
 *
 * @since 0.1.0
 */
public interface OortMap<K, V> {

    /** {@return the name} */
    String name();

    /** {@return this node's value of a key} */
    Optional<V> get(K key);

    /** {@return a snapshot of a key's values by node, of the nodes that have one, the oldest node first} */
    Map<OortNode, V> find(K key);

    /** {@return a snapshot of this node's entries} */
    Map<K, V> local();

    /** {@return a snapshot of the entries by node, of the nodes that have any, the oldest node first} */
    Map<OortNode, Map<K, V>> parts();

    /** {@return a snapshot of the entries of all nodes; if several nodes have a key, the oldest node's value} */
    Map<K, V> merged();

    /**
     * Sets this node's value of a key.
     *
     * @throws IllegalArgumentException if the key or the value cannot be written as JSON or read back, is {@code null}
     *     as JSON, or is too long; then nothing is changed
     * @throws IllegalStateException if this node's part, or the map on all nodes, would be too large; then nothing is
     *     changed
     */
    OortChange<V> put(K key, V value);

    /**
     * Sets this node's value of a key like {@link #put}, if this node has none. Values of other nodes do not matter.
     */
    OortChange<V> putIfAbsent(K key, V value);

    /** Removes this node's value of a key, if there is one. */
    OortChange<V> remove(K key);

    /** Adds a listener. It first receives the existing entries as if they were put now, and then all changes. */
    Registration addListener(Listener<? super K, ? super V> listener);

    /** Sees how the entries change, including those of this node. It is called like {@link OortObject.Listener}. */
    interface Listener<K, V> {

        /**
         * Called when a node has set a key's value.
         *
         * @param old null if the node had none
         */
        default void put(OortNode node, K key, @Nullable V old, V value) {}

        /** Called when an entry was removed, or the node is lost. */
        default void removed(OortNode node, K key, V old) {}

        /**
         * Called when another node has been linked, with its entries, or with none; each of them has been passed to
         * {@link #put} before.
         */
        default void partFound(OortNode node, Map<? extends K, ? extends V> entries) {}

        /**
         * Called when a node is no longer linked, with the entries that it had; each of them has been passed to {@link
         * #removed} before.
         */
        default void partLost(OortNode node, Map<? extends K, ? extends V> entries) {}
    }
}
