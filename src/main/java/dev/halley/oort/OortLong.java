package dev.halley.oort;

import dev.halley.api.Registration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A number of each node, which all nodes see, such as how many players it has. A node writes its own alone, which is 0 in the beginning; when
 * it leaves, or is lost, its number is gone with it, and it is back when the node is.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 *
 * @since 0.1.0
 */
public interface OortLong {

    /** @return its name */
    String name();

    /** @return this node's number */
    long get();

    /** @return the numbers of the nodes that have set one, as of now, the oldest node first */
    Map<OortNode, Long> parts();

    /** @return the sum over all nodes, as of now; it wraps around as {@code long} does */
    long sum();

    /** Sets this node's number. */
    default void set(long value) {
        getAndSet(value);
    }

    /** @return this node's number before */
    long getAndSet(long value);

    /** @return this node's number after that */
    long addAndGet(long delta);

    /** @return this node's number before */
    long getAndAdd(long delta);

    /**
     * Sets this node's number if it is what is expected.
     *
     * @return whether it was
     */
    boolean compareAndSet(long expected, long value);

    /** @return is done when all nodes that are linked have seen this node's number as it is now; fails when the server has ended */
    CompletionStage<Void> seen();

    /** Tells a listener of the numbers that are there, as if they were set now, and of all changes from then on. */
    Registration addListener(Listener listener);

    /** Learns how the numbers change, this node's among them. It is called as {@link OortObject.Listener} is. */
    @FunctionalInterface
    interface Listener {

        /**
         * @param old 0 if the node had none
         * @param value 0 if the node is lost
         */
        void changed(OortNode node, long old, long value);
    }
}
