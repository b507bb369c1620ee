package dev.halley.spi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * State of a cluster in which each node writes its own part only, and all nodes see all parts: which channels it wants, which users
 * it has. An entry is a key and bytes, in a section named by whoever uses it.
 *
 * <p>Law:
 *
 * <ul>
 *   <li>What a node puts, all nodes that are linked with it see, the last value of each key, however often links broke meanwhile.
 *   <li>The part of a node that is lost, or that starts again, is gone with it, entry by entry.
 *   <li>What listeners were told adds up to what can be read, always.
 * </ul>
 *
 * <p>Thread-safety: implementations are thread-safe. Nothing here waits for another node.
 *
 * @since 0.1.0
 */
public interface OwnedState extends AutoCloseable {

    /**
     * Writes an entry of this node's part.
     *
     * @param value is not copied: it must not change any more
     * @throws ClusterException if the part would have more entries or bytes than it may have; nothing is written then
     */
    void put(Key key, byte[] value);

    /** Removes an entry of this node's part, if it is there. */
    void remove(Key key);

    /** @return what a node has put there; empty where it has nothing, or is not linked */
    Optional<byte[]> get(NodeId node, Key key);

    /** @return the values of that key by the nodes that have one, as of now */
    Map<NodeId, byte[]> get(Key key);

    /** @return the entries of one node in a section, as of now */
    Map<Key, byte[]> part(NodeId node, String section);

    /**
     * @return is done when each linked node has seen all that this one has put and removed before, or is linked no more; fails when
     *     this has ended. What follows hands off what takes long
     */
    CompletionStage<Void> sync();

    /** @return the linked nodes that have not seen all of this one's part; empty, too, where that is not known */
    default Set<NodeId> behind() {
        return Set.of();
    }

    /** @return whether the parts of all linked nodes have been seen as a whole at least once since they are linked */
    boolean isComplete();

    /**
     * Tells a listener of the changes of a section, this node's own among them, one after the other. What is there already is told
     * first, as if it was put now.
     */
    void listen(String section, Listener listener);

    /** Ends it: nothing is sent or told any more. */
    @Override
    void close();

    /**
     * Names an entry.
     *
     * <p>Thread-safety: immutable.
     *
     * @param section who uses it, such as {@code interest}; not empty
     * @param name within the section
     */
    record Key(String section, String name) {

        /** @throws IllegalArgumentException if the section is empty */
        public Key {
            if (section.isEmpty()) {
                throw new IllegalArgumentException("The section of a key is not empty.");
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

    /** Learns what changes in a section; what it throws is logged and costs nobody else anything. It hands off what takes long. */
    interface Listener {

        /** A node has put a value, the first one of that key or another one than before. */
        void put(NodeId node, Key key, byte[] value);

        /** A node has removed a key. */
        void removed(NodeId node, Key key);

        /** A node is lost, or starts again, and what it had put there is gone with it. By default the same as if it had removed it. */
        default void lost(NodeId node, Key key) {
            removed(node, key);
        }

        /** All that another node had put when it was linked has been told. */
        default void partFound(NodeId node) {}

        /** Another node is linked no more; the removal of each of its entries has been told. */
        default void partLost(NodeId node) {}
    }
}
