package dev.halley.spi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The shared state of a cluster. Each node writes only its own part, and all nodes read all parts: for example, which
 * channels a node wants, or which users it has. An entry is a key and bytes, in a section named by its user.
 *
 * <p>Implementations follow these rules:
 *
 * <ul>
 *   <li>All nodes that are linked with a node see what it puts: the last value of each key, even if links break in
 *       between.
 *   <li>If a node is lost or restarts, its part disappears, entry by entry.
 *   <li>At any time, what listeners have received adds up to what can be read.
 * </ul>
 *
 * <p>Thread-safety: implementations are thread-safe. No method waits for another node.
 *
 * @since 0.1.0
 */
public interface OwnedState extends AutoCloseable {

    /**
     * Writes an entry of this node's part.
     *
     * @param value not copied, so it must not change any more
     * @throws ClusterException if the part would exceed its limit of entries or bytes; nothing is written then
     */
    void put(Key key, byte[] value);

    /** Removes an entry of this node's part, if it exists. */
    void remove(Key key);

    /** @return the value of a node; empty if the node has none, or is not linked */
    Optional<byte[]> get(NodeId node, Key key);

    /** @return the current values of that key, by node */
    Map<NodeId, byte[]> get(Key key);

    /** @return the current entries of one node in a section */
    Map<Key, byte[]> part(NodeId node, String section);

    /**
     * Waits until the other nodes have seen this node's changes.
     *
     * @return completes when each linked node has seen all earlier changes of this node, or is no longer linked; fails
     *     if this object is closed first. Dependent stages must hand long work to other threads
     */
    CompletionStage<Void> sync();

    /** @return the linked nodes that have not seen all of this node's part; also empty if that is unknown */
    default Set<NodeId> behind() {
        return Set.of();
    }

    /** @return whether this node has seen the whole part of each linked node at least once since the two were linked */
    boolean isComplete();

    /**
     * Adds a listener for the changes of a section, including those of this node. It receives the existing entries
     * first, as if they were put now, and gets one call at a time.
     */
    void listen(String section, Listener listener);

    /** Stops sending changes and calling listeners. */
    @Override
    void close();

    /**
     * The key of an entry.
     *
     * <p>Thread-safety: immutable.
     *
     * @param section the user of the entry, such as {@code interest}; not empty
     * @param name unique within the section
     */
    record Key(String section, String name) {

        /** @throws IllegalArgumentException if the section is empty */
        public Key {
            if (section.isEmpty()) {
                throw new IllegalArgumentException("The section of a key must not be empty.");
            }
        }

        // Written out, for the reason that NodeId gives.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && section.equals(key.section) && name.equals(key.name);
        }

        @Override
        public int hashCode() {
            return 31 * section.hashCode() + name.hashCode();
        }
    }

    /**
     * Receives the changes of a section. What it throws is logged and affects nothing else. It must hand long work to
     * other threads.
     */
    interface Listener {

        /** A node has put the first value of a key, or a new one. */
        void put(NodeId node, Key key, byte[] value);

        /** A node has removed a key. */
        void removed(NodeId node, Key key);

        /** A key is gone with its node, which is lost or restarts. By default the same as {@link #removed}. */
        default void lost(NodeId node, Key key) {
            removed(node, key);
        }

        /** The listener has received everything that another node had put when it was linked. */
        default void partFound(NodeId node) {}

        /** Another node is no longer linked; the listener has received the removal of each of its entries. */
        default void partLost(NodeId node) {}
    }
}
