package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A number with one value per node, which all nodes see, such as the number of its players. A node writes only its own
 * value, initially 0. When a node leaves or is lost, its number disappears; it returns with the node.
 *
 * <p>Thread-safety: thread-safe. No method waits for another node.
 *
 * @since 0.1.0
 */
public interface OortLong {

    /** {@return the name} */
    String name();

    /** {@return this node's number} */
    long get();

    /** {@return a snapshot of the numbers by node, of the nodes that have set one, the oldest node first} */
    Map<OortNode, Long> parts();

    /** {@return the current sum over all nodes; it overflows like {@code long}} */
    long sum();

    /** Sets this node's number. */
    default void set(long value) {
        getAndSet(value);
    }

    /**
     * Sets this node's number.
     *
     * @return the previous number
     */
    long getAndSet(long value);

    /**
     * Adds to this node's number.
     *
     * @return the new number
     */
    long addAndGet(long delta);

    /**
     * Adds to this node's number.
     *
     * @return the previous number
     */
    long getAndAdd(long delta);

    /**
     * Sets this node's number if it has the expected value.
     *
     * @return whether it had
     */
    boolean compareAndSet(long expected, long value);

    /**
     * {@return a stage that completes when all linked nodes have seen this node's current number; fails if the server
     * has ended}
     */
    CompletionStage<Void> seen();

    /** Adds a listener. It first receives the existing numbers as if they were set now, and then all changes. */
    Registration addListener(Listener listener);

    /** Sees how the numbers change, including this node's. It is called like {@link OortObject.Listener}. */
    @FunctionalInterface
    interface Listener {

        /**
         * Called when a node's number has changed.
         *
         * @param old 0 if the node had none
         * @param value 0 if the node is lost
         */
        void changed(OortNode node, long old, long value);
    }
}
