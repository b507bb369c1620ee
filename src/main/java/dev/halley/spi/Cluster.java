package dev.halley.spi;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Links this server with the other nodes of its cluster: knows which nodes are linked, and carries bytes to each of
 * them.
 *
 * <p>Messages to one node arrive in the order in which they were sent, as long as both nodes are in one view.
 *
 * <p>Thread-safety: implementations are thread-safe. Only {@link #close} waits for other nodes.
 *
 * @since 0.1.0
 */
public interface Cluster extends AutoCloseable {

    /** The kinds of messages; each kind has one handler. */
    enum Traffic {
        /** Events on channels without history: the only messages that are dropped when a node's queue is full. */
        PLAIN,
        /** Between a session's owner and the node that has its socket. */
        LINK,
        /** The state that each node publishes to all others. */
        STATE,
        /** Entries of the histories of channels. */
        LOG,
        /** Requests between the application's code on different nodes. */
        OORT
    }

    /** @return this node */
    ClusterNode self();

    /** @return the nodes that are linked now, always including this one */
    ClusterView view();

    /**
     * @return whether this part of the cluster may do what only one part may do. In a split, it is true in all parts
     *     unless they are configured to refuse. While a {@link ViewListener} is called, it is the value for the new
     *     view
     */
    default boolean hasQuorum() {
        return true;
    }

    /** Adds a listener for each new view, in order, beginning with the next one. */
    void onView(ViewListener listener);

    /**
     * Adds a message to the queue of a node.
     *
     * @param bytes not copied, so they must not change any more
     * @return whether the message is queued; false if the node is not in the view, or, for {@link Traffic#PLAIN}, if
     *     the queue is full
     * @throws IllegalArgumentException if the message is longer than {@link #MAX_LENGTH}
     */
    boolean send(NodeId to, Traffic traffic, byte[] bytes);

    /**
     * Sends a question to a node.
     *
     * @return completes with the answer; fails with a {@link ClusterException} if there is no answer within the
     *     timeout, if the node refuses, or, at once, if the node is not in the view or leaves it
     * @throws IllegalArgumentException if the question is longer than {@link #MAX_LENGTH}
     */
    CompletionStage<byte[]> request(NodeId to, Traffic traffic, byte[] question, Duration timeout);

    /** Sets the handler for incoming messages of a kind, in place of the former one. */
    void handle(Traffic traffic, Handler handler);

    /** Sets the answerer for incoming questions of a kind, in place of the former one. */
    void answer(Traffic traffic, Answerer answerer);

    /** Leaves the cluster. */
    @Override
    void close();

    /** The maximum length of a message, in bytes: 16 MiB. */
    int MAX_LENGTH = 16 * 1024 * 1024;

    /** Handles messages. What it throws is logged and affects nothing else. It must hand long work to other threads. */
    @FunctionalInterface
    interface Handler {
        void received(NodeId from, byte[] bytes);
    }

    /**
     * Answers questions. If it throws, or its stage fails, the question counts as refused. It must hand long work to
     * other threads.
     */
    @FunctionalInterface
    interface Answerer {
        CompletionStage<byte[]> asked(NodeId from, byte[] question);
    }

    /**
     * Receives new views. What it throws is logged and affects nothing else. It must hand long work to other threads.
     */
    @FunctionalInterface
    interface ViewListener {
        void changed(ClusterView before, ClusterView now);
    }
}
